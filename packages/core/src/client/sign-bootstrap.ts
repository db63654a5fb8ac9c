import { invalidOptions, readObject } from '../model/input.ts';
import type { Bootstrap } from '../model/bootstrap.ts';
import { copyOf } from '../documents/json-copy.ts';
import { createHmac, fromHex, toHex } from './hmac.ts';
import type { Hmac } from './hmac.ts';
import type { OptionNames } from '../model/option-names.ts';

/** A bootstrap whose origin its server can verify. */
export interface SignedBootstrap extends Bootstrap {
  /** Expiry in seconds since 1970. */
  readonly expires: number;
  /** HMAC-SHA-256, in hexadecimal digits. */
  readonly signature: string;
}

/** The options of `signBootstrap`. */
export interface SigningOptions {
  /** A random secret of at least 32 bytes. */
  readonly secret: string;
  /** Seconds until the bootstrap expires. Defaults to 86,400, one day. */
  readonly expiresInSeconds?: number | undefined;
}

const OPTIONS: OptionNames<SigningOptions> = { secret: true, expiresInSeconds: true };
const MIN_SECRET = 32;
/** Signed with the text, so that other data signed with the same secret cannot pass as a bootstrap. */
const PURPOSE = 'flagstaff-bootstrap.1.';

/**
 * Signs a bootstrap for pages that pass it on, to an edge worker or back to the server, where `verifyBootstrap` accepts it
 * without another evaluation.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid, or the bootstrap cannot be serialized.
 */
export async function signBootstrap(bootstrap: Bootstrap, options: SigningOptions): Promise<SignedBootstrap> {
  const { secret, expiresInSeconds = 86_400 } = readObject('signBootstrap: the options', options, OPTIONS);
  if (typeof expiresInSeconds !== 'number') throw invalidOptions('`expiresInSeconds` must be a number of seconds.');
  const expires = Math.floor(Date.now() / 1_000 + expiresInSeconds);
  if (!Number.isSafeInteger(expires)) throw invalidOptions('`expiresInSeconds` must be a number of seconds.');
  const copy = readBootstrap(bootstrap);
  if (copy === undefined) throw invalidOptions('The bootstrap must be the result of `bootstrap()`.');
  const signature = await hmacOf(secret).sign(textOf(copy, expires));
  return { ...copy, expires, signature: toHex(signature) };
}

/**
 * Verifies a bootstrap of any type. Undefined unless it is signed with this secret and has not expired.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the secret is too short.
 */
export async function verifyBootstrap(
  input: unknown,
  options: Pick<SigningOptions, 'secret'>,
): Promise<Bootstrap | undefined> {
  const hmac = hmacOf(readObject<SigningOptions>('verifyBootstrap: the options', options, OPTIONS).secret);
  const { expires, signature } = readFields(input, ['expires', 'signature']);
  if (typeof expires !== 'number' || !(expires * 1_000 > Date.now()) || typeof signature !== 'string') return undefined;
  const bytes = fromHex(signature);
  const bootstrap = readBootstrap(input);
  if (bytes === undefined || bootstrap === undefined) return undefined;
  return (await hmac.verify(bytes, textOf(bootstrap, expires))) ? bootstrap : undefined;
}

/** Returns some fields of a value, each read once. Empty when reading throws. */
function readFields(value: unknown, names: readonly string[]): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null) return {};
  try {
    return Object.fromEntries(names.map((name) => [name, (value as { readonly [name: string]: unknown })[name]]));
  } catch {
    return {};
  }
}

/** Returns a copy of the signed fields, so that getters cannot change them later. Undefined when it is not a bootstrap. */
function readBootstrap(value: unknown): Bootstrap | undefined {
  const { revision, flags } = readFields(value, ['revision', 'flags']);
  if (typeof flags !== 'object' || flags === null) return undefined;
  try {
    return copyOf({ ...(revision === undefined ? {} : { revision }), flags }) as Bootstrap;
  } catch {
    return undefined;
  }
}

function hmacOf(secret: unknown): Hmac {
  const bytes = new TextEncoder().encode(typeof secret === 'string' ? secret : '');
  if (bytes.byteLength < MIN_SECRET) throw invalidOptions(`\`secret\` must be text of at least ${MIN_SECRET} bytes.`);
  return createHmac(bytes, PURPOSE);
}

/** The members of objects keep their order on the way through JSON, so the text is the same on both sides. */
function textOf({ revision, flags }: Bootstrap, expires: number): string {
  return JSON.stringify([revision ?? null, expires, flags]);
}
