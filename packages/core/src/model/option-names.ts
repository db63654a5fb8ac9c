/** The names of all options of a type. A missing or foreign one does not compile. */
export type OptionNames<T> = { readonly [Name in keyof T]-?: true };

/** Returns the name with the fewest differences, among those that contain the other or differ in few characters. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const name = given.toLowerCase();
  if (name.length > MAX_LENGTH) return undefined;
  return known
    .map((original) => {
      const other = original.toLowerCase();
      const [short, long] = name.length < other.length ? [name, other] : [other, name];
      const differences = distance(short, long);
      const isNear = differences <= long.length / 3 || (short.length > 1 && long.includes(short));
      return { original, differences, isNear };
    })
    .filter(({ isNear }) => isNear)
    .toSorted((a, b) => a.differences - b.differences)[0]?.original;
}

/** Longer names are not compared. */
const MAX_LENGTH = 64;

/** The number of characters to insert, remove or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let place = 0; place < to.length; place += 1) {
      const kept = row[place]! + (from[index] === to[place] ? 0 : 1);
      next.push(Math.min(kept, row[place + 1]! + 1, next[place]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
