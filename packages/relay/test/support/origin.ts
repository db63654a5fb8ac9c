import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, FlagstaffError, FlagstaffOptions } from '@flagstaff/core';
import type { StorageBackend } from '@flagstaff/core/storage';
import { relay } from '@flagstaff/relay';
import type { RelayHandler, RelayOptions } from '@flagstaff/relay';
import { onTestFinished } from 'vitest';
import { inHono } from './serve.ts';
import type { Served } from './serve.ts';

/** A flag that serves a number to all subjects. */
export function numberFlag(key: string, value: number): Document {
  return { kind: 'flag', key, type: 'number', variants: { only: value }, default: 'only' };
}

export function numberOf(flagstaff: Flagstaff, key = 'a'): number {
  return flagstaff.forContext({}).value(key, -1);
}

export interface Client {
  readonly flagstaff: Flagstaff;
  /** Codes of emitted errors, in order. */
  readonly problems: string[];
  readonly errors: FlagstaffError[];
}

/** Creates a client that polls often. Closed when the test ends. */
export function follow(storage: StorageBackend, options: FlagstaffOptions = {}): Client {
  const flagstaff: Flagstaff = createFlagstaff({ storage, pollIntervalMs: 500, ...options });
  const errors: FlagstaffError[] = [];
  const problems: string[] = [];
  flagstaff.on('error', (problem) => {
    errors.push(problem);
    problems.push(problem.code);
  });
  onTestFinished(() => flagstaff.close());
  return { flagstaff, problems, errors };
}

export interface Origin extends Client {
  readonly handler: RelayHandler;
  readonly served: Served;
}

/** Starts a relay of a store over real HTTP. Removed when the test ends. */
export async function origin(
  storage: StorageBackend,
  { port = 0, ...options }: Partial<RelayOptions> & { readonly port?: number } = {},
): Promise<Origin> {
  const client = follow(storage);
  await client.flagstaff.ready();
  const handler = relay(client.flagstaff, { authorize: 'anyone', ...options });
  const served = await inHono(handler, port);
  onTestFinished(() => served.close());
  return { ...client, handler, served };
}
