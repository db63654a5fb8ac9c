/** Items of documents have no ids. Their place is none: it changes while they are moved. */
const ids = new WeakMap<object, number>();
let next = 1;

/** Returns the id of an item of a list, for the key of its component. */
export function itemId(item: object): number {
  const known = ids.get(item);
  if (known !== undefined) return known;
  ids.set(item, next);
  return next++;
}

/** Gives a changed item the id of the one that it replaces, so that its component keeps its state and its focus. */
export function sameItem<T extends object>(before: object, after: T): T {
  ids.set(after, itemId(before));
  return after;
}
