import { digest } from '@flagstaff/core/storage';

/** Tags to keep. About 3 MB. The least recently used is dropped first. */
const MAX_TAGS = 10_000;

/** Remembers which tags are those of the current answers, so that a response needs no evaluation. Keeps digests only. */
export interface KnownTags {
  /**
   * Returns the tag that an `If-None-Match` header names, if it is known to be that of the answers of this version. Undefined for
   * any other header.
   *
   * @param sources All that the tag was made from, except the answers.
   */
  find(header: string | null, sources: string, version: number | undefined): string | undefined;
  /** Remembers the tag of answers. */
  add(tag: string, sources: string, version: number | undefined): void;
}

interface Known {
  readonly version: number;
  /** Digest of the sources. A tag never matches another context. */
  readonly sources: string;
}

export function createKnownTags(): KnownTags {
  /** In the order of last use. */
  const known = new Map<string, Known>();

  function keep(tag: string, entry: Known): void {
    known.delete(tag);
    known.set(tag, entry);
    const [oldest] = known.keys();
    if (known.size > MAX_TAGS && oldest !== undefined) known.delete(oldest);
  }

  return {
    find(header, sources, version) {
      const tag = soleTag(header);
      const entry = tag === undefined ? undefined : known.get(tag);
      if (entry?.version !== version || entry?.sources !== digest(sources)) return undefined;
      keep(tag!, entry);
      return tag;
    },
    add(tag, sources, version) {
      if (version !== undefined) keep(tag, { version, sources: digest(sources) });
    },
  };
}

/** Returns the tag of a header that names one, as `entityTag` writes it. */
function soleTag(header: string | null): string | undefined {
  // The examples in the OFREP specification have no quotes.
  const [, hex] = /^(?:W\/)?"?([0-9a-f]{32})"?$/.exec(header ?? '') ?? [];
  return hex === undefined ? undefined : `"${hex}"`;
}
