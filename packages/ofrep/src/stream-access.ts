/**
 * Seconds after which addresses change; each can be opened for as long again, because browsers open it whenever it is cut. Within
 * them all addresses are alike, so that answers that name one can have a tag, and answers with a tag name one that lasts.
 */
const PERIOD_SECONDS = 43_200;

/** Signs and checks the addresses of event streams. */
export interface StreamAccess {
  /** The query of an address that was given to an authorised caller: when it ends, and the proof. */
  issue(): Promise<string>;
  /** Whether a query was issued here and has not ended. */
  check(query: URLSearchParams): Promise<boolean>;
}

export function createStreamAccess(secret: Uint8Array<ArrayBuffer>): StreamAccess {
  const key = crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);

  return {
    async issue() {
      const until = String((Math.floor(Date.now() / 1_000 / PERIOD_SECONDS) + 2) * PERIOD_SECONDS);
      const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await key, signed(until)));
      return `until=${until}&proof=${toHex(signature)}`;
    },

    async check(query) {
      const until = query.get('until') ?? '';
      const proof = fromHex(query.get('proof') ?? '');
      if (!/^\d{1,12}$/.test(until) || proof === undefined || Number(until) * 1_000 < Date.now()) return false;
      // `verify` compares in constant time.
      return crypto.subtle.verify('HMAC', await key, proof, signed(until));
    },
  };
}

/** With its purpose, so that nothing else that the same secret signs can pass as an address. */
function signed(until: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`flagstaff-ofrep-events.1.${until}`);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{64}$/.test(text)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
}
