/**
 * Seconds until stream URLs rotate. A URL stays valid for one more period, because browsers reuse it to reconnect. Within a period all
 * URLs are equal, so that responses that contain one can have an ETag.
 */
const PERIOD_SECONDS = 43_200;

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

export function createStreamAccess(secret: Uint8Array<ArrayBuffer>): StreamAccess {
  const key = crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  const sign = async (purpose: string, text: string): Promise<string> =>
    toHex(new Uint8Array(await crypto.subtle.sign('HMAC', await key, bytesOf(purpose, text))));

  return {
    async issue(caller) {
      const until = String((Math.floor(Date.now() / 1_000 / PERIOD_SECONDS) + 2) * PERIOD_SECONDS);
      const holder = caller === '' ? '' : (await sign('holder', caller)).slice(0, 32);
      const proof = await sign('events', claimOf(until, holder));
      return `until=${until}${holder && `&holder=${holder}`}&proof=${proof}`;
    },

    async check(query) {
      const until = query.get('until') ?? '';
      const holder = query.get('holder') ?? '';
      const proof = fromHex(query.get('proof') ?? '');
      if (!/^\d{1,12}$/.test(until) || !/^(?:[0-9a-f]{32})?$/.test(holder) || proof === undefined) return undefined;
      if (Number(until) * 1_000 < Date.now()) return undefined;
      // `verify` compares in constant time.
      const signed = bytesOf('events', claimOf(until, holder));
      return (await crypto.subtle.verify('HMAC', await key, proof, signed)) ? holder : undefined;
    },
  };
}

function claimOf(until: string, holder: string): string {
  return holder === '' ? until : `${until}.${holder}`;
}

/** Includes a purpose, so that nothing else signed with the same secret can pass as a stream URL. */
function bytesOf(purpose: string, text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`flagstaff-ofrep-${purpose}.1.${text}`);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{64}$/.test(text)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
}
