/** Returns a list with one item replaced. */
export const replaceAt = <T>(list: readonly T[], index: number, item: T): readonly T[] =>
  list.toSpliced(index, 1, item);

/** Returns a list without one item. */
export const removeAt = <T>(list: readonly T[], index: number): readonly T[] => list.toSpliced(index, 1);

/** Returns a list with an item inserted before an index. */
export const insertAt = <T>(list: readonly T[], index: number, item: T): readonly T[] => list.toSpliced(index, 0, item);

/** Returns a list with one item moved to another index. */
export function moveItem<T>(list: readonly T[], from: number, to: number): readonly T[] {
  return list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);
}
