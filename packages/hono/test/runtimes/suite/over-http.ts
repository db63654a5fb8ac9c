import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, StorageBackend, StoredDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { memoryStorage } from '@flagstaff/memory';
import { httpStorage, relay } from '@flagstaff/relay';
import assert from 'node:assert/strict';
import type { Runner } from './runner.ts';

/** Serves a handler, over sockets if the runtime can listen. */
export interface Place {
  readonly url: string;
  /** How to reach it without a network. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  stop(): unknown;
}

export type Serve = (handler: (request: Request) => Promise<Response>) => Place;

const beta = (on: boolean): Document => ({ kind: 'flag', key: 'beta', type: 'boolean', default: on ? 'on' : 'off' });
const isOn = (flagstaff: Flagstaff): boolean => flagstaff.forContext({}).isEnabled('beta');

const pattern: Document = {
  kind: 'flag',
  key: 'beta',
  type: 'boolean',
  rules: [{ when: { attribute: 'email', operator: 'matches', value: '@example\\.com$' }, serve: 'on' }],
};
const four: StorageBackend = {
  name: 'four methods',
  get: async () => undefined,
  list: async () => [beta(true) as StoredDocument],
  set: () => Promise.reject(new Error('no')),
  delete: () => Promise.reject(new Error('no')),
};

/** Created at module scope, where a worker may use neither timers nor `crypto`. */
const early: readonly Flagstaff[] = [
  { bootstrap: [beta(true)] },
  // Requires an engine to be loaded.
  { bootstrap: [pattern] },
  { storage: memoryStorage({ documents: [beta(true)] }) },
  { storage: four },
].map((options): Flagstaff => createFlagstaff({ ...options, pollIntervalMs: false }));

/** Reads documents from a relay with a client on this runtime. */
export function overHttp({ describe, it }: Runner, serve: Serve): void {
  async function withOrigin(act: (origin: Flagstaff, place: Place) => Promise<void>): Promise<void> {
    const origin: Flagstaff = createFlagstaff({ storage: memoryStorage({ documents: [beta(false)] }) });
    await origin.ready();
    const place = serve(relay(origin, { authorize: (request) => request.headers.get('x-key') === 'k' }));
    try {
      await act(origin, place);
    } finally {
      await place.stop();
      await origin.close();
    }
  }

  function read(place: Place, onDemand: boolean): Flagstaff {
    const { url, fetch } = place;
    const storage = httpStorage({
      url,
      headers: { 'x-key': 'k' },
      ...(fetch && { fetch }),
      ...(onDemand && { events: false }),
    });
    // Events deliver the change, not polling.
    return createFlagstaff({ storage, pollIntervalMs: onDemand ? false : 60_000 });
  }

  it('creates clients at module scope', async () => {
    for (const flagstaff of early) {
      await flagstaff.refresh();
      const { value } = flagstaff.forContext({ email: 'ada@example.com' }).details('beta', false);
      assert.deepEqual([value, flagstaff.state], [true, 'ready']);
      await flagstaff.close();
    }
  });

  describe('documents over HTTP', () => {
    it('follows a relay by its events, and closes', () =>
      withOrigin(async (origin, place) => {
        const reader = read(place, false);
        await reader.ready();
        assert.equal(isOn(reader), false);
        const changed = new Promise<void>((resolve) => void reader.on('change', () => resolve()));
        // A change before the stream opens is found when it opens.
        await manage(origin).set(beta(true));
        await changed;
        assert.equal(isOn(reader), true);
        assert.deepEqual(reader.revision, origin.revision);
        await reader.close();
      }));

    it('reloads on request, and keeps serving without the relay', () =>
      withOrigin(async (origin, place) => {
        const reader = read(place, true);
        await reader.refresh();
        await manage(origin).set(beta(true));
        assert.equal(isOn(reader), false);
        await reader.refresh();
        assert.equal(isOn(reader), true);
        await reader.refresh();
        await assert.rejects(manage(reader).set(beta(false)), { code: 'READ_ONLY' });
        await place.stop();
        await reader.refresh();
        assert.deepEqual([isOn(reader), reader.state], [true, 'stale']);
        await reader.close();
      }));

    it('reports why access is denied', () =>
      withOrigin(async (_origin, { url, fetch }) => {
        const storage = httpStorage({ url, ...(fetch && { fetch }) });
        await assert.rejects(storage.snapshot(), /401/);
        await assert.rejects(
          storage.watch!(() => undefined),
          { code: 'WATCH_UNAVAILABLE' },
        );
        await storage.close?.();
      }));
  });
}
