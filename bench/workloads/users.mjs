// The users of every benchmark: the same 10,000 in every process.
const USERS = 10_000;

const PLANS = ['free', 'pro', 'team'];
/** A tenth of the ids is not ASCII: two, three and four bytes in UTF-8, and none is a prefix of another. */
const NAMES = ['josé', 'дарья', '日本', 'zoë-😀'];

const PADDING = 6;

export function createUsers(count = USERS) {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(PADDING, '0');
    return {
      id: index % 10 === 9 ? `${NAMES[Math.floor(index / 10) % NAMES.length]}-${number}` : `user-${number}`,
      plan: PLANS[index % PLANS.length],
      // Every eleventh user is a minor, so rules on an age of 18 match most users but not all.
      age: index % 11 === 10 ? 12 : 18 + (index % 60),
    };
  });
}
