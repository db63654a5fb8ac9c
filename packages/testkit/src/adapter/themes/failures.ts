import { createFlagstaff } from '@flagstaff/core';
import type { Document, JsonObject } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { on } from '../documents.ts';
import { gatedStorage } from '../gated-storage.ts';

/** Failing handlers, and clients that disconnect. */
export const failures: AdapterTheme = theme('errors and aborted requests', {
  async 'an error thrown by a handler reaches the framework’s error handling'({ client, serve, takeErrors }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer({ flags }) {
            throw new Error(flags.isEnabled('new') ? 'thrown' : 'not evaluated');
          },
        },
      ],
    });
    assert.deepEqual((await request(url).get('/').expect(500)).body, { error: 'thrown' });
    assert.deepEqual(takeErrors(), ['thrown']);
  },

  async 'a rejection of a handler reaches the framework’s error handling'({ client, serve, takeErrors }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({
      mounts: [{ flagstaff, options: { context: async () => ({}), awaitContext: true } }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          async answer() {
            await setImmediate();
            throw new Error('rejected');
          },
        },
      ],
    });
    assert.deepEqual((await request(url).get('/').expect(500)).body, { error: 'rejected' });
    assert.deepEqual(takeErrors(), ['rejected']);
  },

  async 'an error thrown by a guarded handler reaches the framework’s error handling'({ client, serve, takeErrors }) {
    const flagstaff = await client([on('new')]);
    const failing = (): never => {
      throw new Error('behind a guard');
    };
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        { kind: 'requireFlag', path: '/flag', flag: 'new', answer: failing },
        { kind: 'requireFlag', path: '/otherwise', flag: 'no-such-flag', otherwise: failing, answer: () => 'in' },
        { kind: 'byVariant', path: '/variant', flag: 'new', handlers: { on: failing } },
      ],
    });
    for (const path of ['/flag', '/otherwise', '/variant']) await request(url).get(path).expect(500);
    assert.deepEqual(
      takeErrors(),
      Array.from({ length: 3 }, () => 'behind a guard'),
    );
  },

  async 'a failed write responds with its own status, without error handling of the app'({
    client,
    serveWithoutErrorHandling,
  }) {
    const flagstaff = await client([on('new')]);
    const management = manage(flagstaff);
    const closed = createFlagstaff();
    await closed.close();
    const invalid: JsonObject = { kind: 'flag', key: 'new', type: 'boolean', default: 'maybe' };
    const writes: Readonly<Record<string, () => Promise<unknown>>> = {
      '/400': () => management.set(invalid as unknown as Document),
      '/404': () => management.rollback(99),
      '/409': () => management.set(on('new'), { ifVersion: 7 }),
      '/503': () => manage(closed).set(on('new')),
    };
    const url = await serveWithoutErrorHandling({
      mounts: [{ flagstaff }],
      routes: Object.entries(writes).map(([path, write]) => ({
        kind: 'answer',
        path,
        answer: async () => {
          await write();
          return 'written';
        },
      })),
    });
    for (const path of Object.keys(writes)) {
      const { status } = await request(url).get(path);
      assert.equal(status, Number(path.slice(1)));
    }
  },

  async 'a path without a route gets the framework’s own 404'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [] });
    await request(url).get('/nowhere').expect(404);
  },

  async 'a client that disconnects during the handler causes no error'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const [arrived, left, finished] = [signal(), signal(), signal()];
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'answer',
          path: '/slow',
          async answer({ flags }) {
            arrived.send();
            await left.received;
            finished.send();
            return flags.isEnabled('new');
          },
        },
        { kind: 'answer', path: '/', answer: ({ flags }) => flags.isEnabled('new') },
      ],
    });
    const leaving = get(`${url}/slow`).on('error', () => {});
    await arrived.received;
    leaving.destroy();
    left.send();
    await finished.received;
    assert.equal((await request(url).get('/').expect(200)).body, true);
  },

  async 'a client that disconnects before the first load causes no error'({ unreadyClient, serve }) {
    const { storage, open } = gatedStorage([on('new')]);
    const flagstaff = unreadyClient({ storage });
    const arrived = signal();
    const url = await serve({
      mounts: [
        {
          flagstaff,
          options: {
            readyTimeoutMs: 60_000,
            visitorCookie: true,
            awaitContext: true,
            async context() {
              arrived.send();
              return {};
            },
          },
        },
      ],
      routes: [{ kind: 'answer', path: '/', answer: ({ flags }) => flags.isEnabled('new') }],
    });
    const leaving = get(url).on('error', () => {});
    await arrived.received;
    leaving.destroy();
    open();
    assert.equal((await request(url).get('/').expect(200)).body, true);
  },

  async 'a streamed response is complete, with flags read on the way'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({
      mounts: [{ flagstaff, options: { visitorCookie: true, context: () => ({ plan: 'pro' }) } }],
      routes: [
        {
          kind: 'stream',
          path: '/',
          async *chunks({ flags }) {
            yield 'first ';
            await setImmediate();
            yield `${String(flags.isEnabled('new'))} `;
            await setImmediate();
            yield String(flags.context.targetingKey).length === 22 ? 'known' : 'unknown';
          },
        },
      ],
    });
    const { text, headers } = await request(url).get('/').expect(200);
    assert.equal(text, 'first true known');
    assert.equal(headers['set-cookie']?.length, 1);
  },

  async 'a client that disconnects during a stream causes no error'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const left = signal();
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'stream',
          path: '/stream',
          async *chunks({ flags }) {
            yield 'first';
            await left.received;
            yield String(flags.isEnabled('new'));
          },
        },
        { kind: 'answer', path: '/', answer: ({ flags }) => flags.isEnabled('new') },
      ],
    });
    await new Promise<void>((resolve) => {
      get(`${url}/stream`, (response) => {
        response.on('error', () => {});
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      }).on('error', () => {});
    });
    left.send();
    assert.equal((await request(url).get('/').expect(200)).body, true);
  },
});

/** Creates a one-time event that can be awaited. */
function signal(): { send(): void; readonly received: Promise<void> } {
  let send = (): void => {};
  const received = new Promise<void>((resolve) => {
    send = resolve;
  });
  return { send: () => send(), received };
}
