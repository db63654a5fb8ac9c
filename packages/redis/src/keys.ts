/** Where in Redis a store lives. All keys share one hash slot, so that a cluster runs one script over them. */
export interface Keys {
  /** The hash: `epoch`, `rev`, `tok`, `prev`, and for each document `f:<id>` (JSON) and `v:<id>` (last version used). */
  readonly data: string;
  /** The stream of commits. */
  readonly log: string;
  /** The channel on which commits are announced. */
  readonly channel: string;
  /** The set of a segment's stored members. */
  members(segment: string): string;
}

/** The keys under a prefix; the prefix is the hash tag unless it has one of its own. */
export function keysOf(prefix: string): Keys {
  const base = hasHashTag(prefix) ? prefix : `{${prefix}}`;
  return {
    data: `${base}data`,
    log: `${base}log`,
    channel: `${base}changes`,
    members: (segment) => `${base}members:${segment}`,
  };
}

/** Redis hashes what stands between the first `{` and the next `}`, unless that is nothing. */
function hasHashTag(prefix: string): boolean {
  const open = prefix.indexOf('{');
  return open !== -1 && prefix.indexOf('}', open) > open + 1;
}
