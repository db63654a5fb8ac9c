import { invalidOptions } from '../model/input.ts';
import type { TIME } from '../documents/parse/time-engine.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Follower } from '../sync/follower.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';

/** The parts of a client that management uses beyond its public members. */
export interface ClientInternals {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly random: Random;
  readonly follower: Follower;
  readonly members: MemberCache;
  /** The client's environment. Undefined for the unpatched documents. */
  readonly environment: string | undefined;
  readonly privateAttributes: PrivateAttributes;
  /** Reads time conditions. Loaded when a document has one. */
  readonly timeEngine: Pick<typeof TIME, 'library'>;
  /** Whether evaluations run hooks. */
  readonly hasHooks: boolean;
  /** The flags defined in code. */
  readonly definitions: FlagDefinitions | undefined;
  /** The active documents, without an environment's patches. */
  ruleset(): Ruleset;
  /** The ruleset of evaluators, in the client's environment. */
  environmentRuleset(): Ruleset;
  /** Whether a flag was evaluated since the client was created. */
  wasEvaluated(key: string): boolean;
  isClosed(): boolean;
}

/** Registered globally, so that several copies of this package share clients. */
const INTERNALS = Symbol.for('flagstaff.client-internals');

/** Attaches internals to a client, as a non-enumerable property. */
export function attachInternals(client: object, internals: ClientInternals): void {
  Object.defineProperty(client, INTERNALS, { value: internals });
}

/** @throws {FlagstaffError} INVALID_OPTIONS when the value is not a client. */
export function internalsOf(client: unknown): ClientInternals {
  const internals = readInternals(client);
  if (internals !== undefined) return internals;
  throw invalidOptions('`manage` requires a client returned by `createFlagstaff`.');
}

/** Returns undefined when the value is not a client. */
export function readInternals(client: unknown): ClientInternals | undefined {
  if (typeof client !== 'object' || client === null) return undefined;
  try {
    return (client as { readonly [INTERNALS]?: ClientInternals })[INTERNALS];
  } catch {
    // A Proxy that throws.
    return undefined;
  }
}
