// Docs: docs/design/hot-paths.md

// Bound once from the prototype: engines cache method lookups by a string's internal representation, and a server sees more of
// them than the cache holds.
const { charCodeAt } = String.prototype;

/** Returns the UTF-16 unit of a text at an index. */
export function unitAt(text: string, index: number): number {
  return charCodeAt.call(text, index);
}
