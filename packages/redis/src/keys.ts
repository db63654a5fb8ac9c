/** The keys of a store. All share one hash slot, so that a cluster can run one script over them. */
export interface Keys {
  /** The hash: `epoch`, `rev`, `tok`, `prev`, and for each document `f:<id>` (JSON) and `v:<id>` (last version used). */
  readonly data: string;
  /** The stream of commits. */
  readonly log: string;
  /** The channel that announces commits. */
  readonly channel: string;
  /** The text that holds where in the log the commit with a token is. Expires after a day. */
  token(token: string): string;
  /** The set of a segment's stored members. */
  members(segment: string): string;
}

/** Returns the keys for a prefix. The prefix is the hash tag unless it contains one. */
export function keysOf(prefix: string): Keys {
  const base = hasHashTag(prefix) ? prefix : `{${prefix}}`;
  return {
    data: `${base}data`,
    log: `${base}log`,
    channel: `${base}changes`,
    token: (token) => `${base}token:${token}`,
    members: (segment) => `${base}members:${segment}`,
  };
}

/** Redis hashes the text between the first `{` and the next `}`, unless it is empty. */
function hasHashTag(prefix: string): boolean {
  const open = prefix.indexOf('{');
  return open !== -1 && prefix.indexOf('}', open) > open + 1;
}
