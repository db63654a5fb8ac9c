import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffOptions } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { SOAKING } from '@flagstaff/spec';
import { BACKENDS, openStore, startFaultProxy, throughProxy } from '@flagstaff/testbed';
import type { BackendKind, BackendName, FaultProxy, Place, StoreSpec } from '@flagstaff/testbed';
import { missingPrograms } from './missing.ts';

/** Kinds for tests that name none. Over HTTP, writers in many processes wait too long for each other to repeat such tests often. */
const USUAL = BACKENDS.map(({ name }) => name).filter((name) => name !== 'sqld');

/**
 * Runs the same tests on the usual kinds of store, or on the named ones, each with its own server. Every day only on the kinds of
 * `everyday`, by default the first of those named: the suites differ in it, so that each kind is broken in many ways every day.
 */
export async function eachBackend(
  theme: string,
  tests: (place: () => Place, kind: BackendKind) => void,
  only: readonly BackendName[] = USUAL,
  everyday: readonly BackendName[] = only.slice(0, 1),
): Promise<void> {
  const names = SOAKING ? only : everyday;
  for (const kind of BACKENDS.filter(({ name }) => names.includes(name))) {
    const missing = await missingPrograms(kind);
    const title = [kind.name, ...(missing === undefined ? [] : [missing])].join(', ');
    describe.skipIf(missing !== undefined)(`${theme}: ${title}`, () => {
      let place: Place | undefined;
      beforeAll(async () => {
        place = await kind.start();
      });
      afterAll(() => place?.dispose());
      tests(() => place!, kind);
    });
  }
}

/** Creates a store that is closed when the test ends. */
export async function store(spec: StoreSpec): Promise<FullStorageBackend> {
  const opened = await openStore(spec);
  onTestFinished(() => opened.close());
  return opened;
}

/** Creates a client that is closed when the test ends. */
export async function client(spec: StoreSpec, options: FlagstaffOptions = {}): Promise<Flagstaff> {
  const flagstaff: Flagstaff = createFlagstaff({ storage: await openStore(spec), ...options });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

/** Creates loaded clients of one store. */
export async function readyClients(
  spec: StoreSpec,
  many: number,
  options: FlagstaffOptions = {},
): Promise<Flagstaff[]> {
  const clients = await Promise.all(Array.from({ length: many }, () => client(spec, options)));
  await Promise.all(clients.map((one) => one.ready({ timeoutMs: 20_000 })));
  return clients;
}

/** Starts a proxy in front of a server, and returns the store through it. */
export async function behindProxy(place: Place, spec: StoreSpec): Promise<{ proxy: FaultProxy; through: StoreSpec }> {
  const proxy = await startFaultProxy(place.server!.port);
  onTestFinished(() => proxy.close());
  return { proxy, through: { ...spec, url: throughProxy(spec.url, proxy) } };
}

/** Returns a client's value of a counter, or -1. */
export function answer(flagstaff: Flagstaff, key: string): number {
  return flagstaff.forContext({}).value(key, -1);
}
