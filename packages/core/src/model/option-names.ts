/** The names of all options of a type. A missing or foreign one does not compile. */
export type OptionNames<T> = { readonly [Name in keyof T]-?: true };

/** What an option must be when it is given. */
export type OptionCheck = readonly [isValid: (value: unknown) => boolean, expected: string];

/** The checks of all options of a type. A missing or foreign one does not compile. */
export type OptionChecks<T> = { readonly [Name in keyof T]-?: OptionCheck };

/** Returns the name with the fewest differences, among those that contain the other or differ in few characters. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const name = given.toLowerCase();
  if (name.length > MAX_LENGTH) return undefined;
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const original of known) {
    const other = original.toLowerCase();
    const [short, long] = name.length < other.length ? [name, other] : [other, name];
    const differences = distance(short, long);
    const isNear = differences <= long.length / 3 || (short.length > 1 && long.includes(short));
    if (!isNear || differences >= fewest) continue;
    nearest = original;
    fewest = differences;
  }
  return nearest;
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
