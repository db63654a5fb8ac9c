import { invalidOptions } from '../model/input.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Follower } from '../sync/follower.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';

/** What management uses of a client beyond its public members. */
export interface ClientInternals {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly random: Random;
  readonly follower: Follower;
  readonly members: MemberCache;
  /** The client's own environment. Undefined for the documents as they are. */
  readonly environment: string | undefined;
  /** The flags that the program defines. */
  readonly definitions: FlagDefinitions | undefined;
  /** The documents in force, without an environment's patches. */
  ruleset(): Ruleset;
  /** The ruleset that evaluators read: that of the client's environment. */
  environmentRuleset(): Ruleset;
  /** Whether a flag was evaluated since the client was created. */
  wasEvaluated(key: string): boolean;
  isClosed(): boolean;
}

/** Registered, so that two copies of this package in one process understand each other's clients. */
const INTERNALS = Symbol.for('flagstaff.client-internals');

/** Gives a client its internals, under a name that no enumeration shows. */
export function attachInternals(client: object, internals: ClientInternals): void {
  Object.defineProperty(client, INTERNALS, { value: internals });
}

/** @throws {FlagstaffError} INVALID_OPTIONS when the value is not a client */
export function internalsOf(client: unknown): ClientInternals {
  const internals = readInternals(client);
  if (internals !== undefined) return internals;
  throw invalidOptions('`manage` takes the client that `createFlagstaff` returned.');
}

function readInternals(client: unknown): ClientInternals | undefined {
  if (typeof client !== 'object' || client === null) return undefined;
  try {
    return (client as { readonly [INTERNALS]?: ClientInternals })[INTERNALS];
  } catch {
    // A Proxy that throws.
    return undefined;
  }
}
