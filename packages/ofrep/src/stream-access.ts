import type { Bytes } from '@flagstaff/core/storage';
import { createHmac, fromHex, toHex } from '@flagstaff/core/storage';

/**
 * Seconds until stream URLs rotate. A URL stays valid for one more period, because browsers reuse it to reconnect. Within a period all
 * URLs are equal, so that responses that contain one can have an ETag.
 */
const PERIOD_SECONDS = 43_200;

/** The most callers whose queries are kept. Signing one takes longer than to evaluate a thousand flags. */
const MAX_KEPT = 1_000;

/** Signs and verifies the URLs of event streams. */
export interface StreamAccess {
  /**
   * Returns the query of a stream URL for an authorized caller: expiry, holder and signature. The holder is a digest, because the
   * caller's name may be its key.
   */
  issue(caller: string): Promise<string>;
  /** Returns the holder of a valid, unexpired query. Empty for a caller without a name. Undefined for any other query. */
  check(query: URLSearchParams): Promise<string | undefined>;
}

export function createStreamAccess(secret: Bytes): StreamAccess {
  const holders = createHmac(secret, 'flagstaff-ofrep-holder.1.');
  const addresses = createHmac(secret, 'flagstaff-ofrep-events.1.');

  /** The queries of one period, by caller. */
  const kept = new Map<string, string>();
  let keptUntil = '';

  return {
    async issue(caller) {
      const until = String((Math.floor(Date.now() / 1_000 / PERIOD_SECONDS) + 2) * PERIOD_SECONDS);
      if (until !== keptUntil || kept.size === MAX_KEPT) kept.clear();
      keptUntil = until;
      const known = kept.get(caller);
      if (known !== undefined) return known;
      const holder = caller === '' ? '' : toHex(await holders.sign(caller)).slice(0, 32);
      const proof = toHex(await addresses.sign(claimOf(until, holder)));
      const query = `until=${until}${holder && `&holder=${holder}`}&proof=${proof}`;
      // Meanwhile, another period may have begun.
      if (until === keptUntil) kept.set(caller, query);
      return query;
    },

    async check(query) {
      const until = query.get('until') ?? '';
      const holder = query.get('holder') ?? '';
      const proof = fromHex(query.get('proof') ?? '');
      if (!/^\d{1,12}$/.test(until) || !/^(?:[0-9a-f]{32})?$/.test(holder) || proof === undefined) return undefined;
      if (Number(until) * 1_000 < Date.now()) return undefined;
      return (await addresses.verify(proof, claimOf(until, holder))) ? holder : undefined;
    },
  };
}

function claimOf(until: string, holder: string): string {
  return holder === '' ? until : `${until}.${holder}`;
}
