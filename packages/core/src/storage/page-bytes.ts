/**
 * Bytes after which a page of history ends, whatever its limit, including the commit that reaches it. Backends may count
 * characters instead.
 */
export const PAGE_BYTES = 1_048_576;

/** Bytes of commits after which `changes` gives up, and the reader loads a snapshot instead. At least one commit is returned. */
export const CHANGES_BYTES: number = 4 * PAGE_BYTES;
