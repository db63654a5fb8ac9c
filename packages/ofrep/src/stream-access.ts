import { createHmac, fromHex, toHex } from '@flagstaff/core/storage';

/**
 * Seconds after which addresses change; each can be opened for as long again, because browsers open it whenever it is cut. Within
 * them all addresses are alike, so that answers that name one can have a tag, and answers with a tag name one that lasts.
 */
const PERIOD_SECONDS = 43_200;

/** Signs and checks the addresses of event streams. */
export interface StreamAccess {
  /**
   * Returns the query of an address for an authorized caller: when it ends, who holds it, and the proof. The caller is named by a
   * digest, because its name may be its key.
   */
  issue(caller: string): Promise<string>;
  /** Returns who holds a query that was issued here and has not ended: empty for a caller without a name. Undefined for any other. */
  check(query: URLSearchParams): Promise<string | undefined>;
}

export function createStreamAccess(secret: Uint8Array<ArrayBuffer>): StreamAccess {
  const holders = createHmac(secret, 'flagstaff-ofrep-holder.1.');
  const addresses = createHmac(secret, 'flagstaff-ofrep-events.1.');

  return {
    async issue(caller) {
      const until = String((Math.floor(Date.now() / 1_000 / PERIOD_SECONDS) + 2) * PERIOD_SECONDS);
      const holder = caller === '' ? '' : toHex(await holders.sign(caller)).slice(0, 32);
      const proof = toHex(await addresses.sign(claimOf(until, holder)));
      return `until=${until}${holder && `&holder=${holder}`}&proof=${proof}`;
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
