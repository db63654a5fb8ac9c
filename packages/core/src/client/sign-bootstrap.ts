import { invalidOptions } from '../model/input.ts';
import type { Bootstrap } from '../model/bootstrap.ts';
import { copyOf } from '../documents/json-copy.ts';
import { createHmac, fromHex, toHex } from './hmac.ts';
import type { Hmac } from './hmac.ts';

/** A bootstrap that its server can recognise when somebody sends it back. */
export interface SignedBootstrap extends Bootstrap {
  /** Seconds since 1970 at which it ends. */
  readonly expires: number;
  /** HMAC-SHA-256, in hexadecimal digits. */
  readonly signature: string;
}

export interface SigningOptions {
  /** At least 32 bytes, chosen at random. */
  readonly secret: string;
  /** Default a day: 86,400. */
  readonly expiresInSeconds?: number;
}

const MIN_SECRET = 32;
const PURPOSE = 'flagstaff-bootstrap.1.';

/**
 * Signs a bootstrap: for pages that hand it on, to an edge worker or back to the server, where `verifyBootstrap` believes it
 * without asking the flags again.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS for options that are wrong, and for a bootstrap that JSON cannot write
 */
export async function signBootstrap(bootstrap: Bootstrap, options: SigningOptions): Promise<SignedBootstrap> {
  const { secret, expiresInSeconds = 86_400 } = readOptions(options);
  if (typeof expiresInSeconds !== 'number') throw invalidOptions('`expiresInSeconds` must be a number of seconds.');
  const expires = Math.floor(Date.now() / 1_000 + expiresInSeconds);
  if (!Number.isSafeInteger(expires)) throw invalidOptions('`expiresInSeconds` must be a number of seconds.');
  const copy = readBootstrap(bootstrap);
  if (copy === undefined) throw invalidOptions('The bootstrap must be what `bootstrap()` returned.');
  const signature = await hmacOf(secret).sign(textOf(copy, expires));
  return { ...copy, expires, signature: toHex(signature) };
}

/**
 * The bootstrap, when it was signed with this secret and has not ended; undefined otherwise. Takes anything.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS for a secret that is too short
 */
export async function verifyBootstrap(
  input: unknown,
  options: Pick<SigningOptions, 'secret'>,
): Promise<Bootstrap | undefined> {
  const hmac = hmacOf(readOptions(options).secret);
  const { expires, signature } = readFields(input, ['expires', 'signature']);
  if (typeof expires !== 'number' || !(expires * 1_000 > Date.now()) || typeof signature !== 'string') return undefined;
  const bytes = fromHex(signature);
  const bootstrap = readBootstrap(input);
  if (bytes === undefined || bootstrap === undefined) return undefined;
  return (await hmac.verify(bytes, textOf(bootstrap, expires))) ? bootstrap : undefined;
}

function readOptions(options: unknown): { readonly secret?: unknown; readonly expiresInSeconds?: unknown } {
  return readFields(options, ['secret', 'expiresInSeconds']);
}

/** Some fields of a value, each read once; empty when reading throws. */
function readFields(value: unknown, names: readonly string[]): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null) return {};
  try {
    return Object.fromEntries(names.map((name) => [name, (value as { readonly [name: string]: unknown })[name]]));
  } catch {
    return {};
  }
}

/** A copy of what is signed: what is returned is what was signed, whatever getters say next. Undefined: it is no bootstrap. */
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
