// The users of every benchmark: the same 10,000 in every process.
export const USERS = 10_000;

const PLANS = ['free', 'pro', 'team'];
/** A tenth of the ids is not ASCII: two, three and four bytes in UTF-8, none of them a prefix of another. */
const NAMES = ['josé', 'дарья', '日本', 'zoë-😀'];

const PADDING = 6;

export function createUsers(count = USERS) {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(PADDING, '0');
    return {
      id: index % 10 === 9 ? `${NAMES[Math.floor(index / 10) % NAMES.length]}-${number}` : `user-${number}`,
      plan: PLANS[index % PLANS.length],
      // Everyone is an adult but for every eleventh: rules that ask for 18 years match most users and not all.
      age: index % 11 === 10 ? 12 : 18 + (index % 60),
    };
  });
}
