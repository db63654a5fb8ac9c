import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { gatedStorage } from '../gated-storage.ts';
import { choice, off, on, onFor } from '../documents.ts';

/** `requireFlag` and `byVariant`. */
export const guards: AdapterTheme = theme('guards', {
  async 'requireFlag runs the handler when the flag is on'({ client, serve }) {
    const flagstaff = await client([onFor('beta', 'ada')]);
    let answered = 0;
    const url = await serve({
      mounts: [{ flagstaff, options: { context: ({ header }) => ({ targetingKey: header('x-user') }) } }],
      routes: [{ kind: 'requireFlag', path: '/beta', flag: 'beta', answer: () => (answered += 1) }],
    });
    assert.equal((await request(url).get('/beta').set('x-user', 'ada').expect(200)).body, 1);
    await request(url).get('/beta').set('x-user', 'bob').expect(404);
    assert.equal(answered, 1, 'the handler runs only when the flag is on');
  },

  async 'requireFlag returns 404 when the flag is off or missing'({ client, serve }) {
    const flagstaff = await client([off('beta')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        { kind: 'requireFlag', path: '/beta', flag: 'beta', answer: () => 'in' },
        { kind: 'requireFlag', path: '/none', flag: 'no-such-flag', answer: () => 'in' },
      ],
    });
    await request(url).get('/beta').expect(404);
    await request(url).get('/none').expect(404);
  },

  async 'requireFlag returns 404 while nothing is loaded'({ unreadyClient, serve }) {
    const flagstaff = unreadyClient({ storage: gatedStorage([on('beta')]).storage });
    const url = await serve({
      mounts: [{ flagstaff, options: { readyTimeoutMs: 0 } }],
      routes: [{ kind: 'requireFlag', path: '/beta', flag: 'beta', answer: () => 'in' }],
    });
    await request(url).get('/beta').expect(404);
  },

  async 'requireFlag returns the status of its fallback'({ client, serve }) {
    const flagstaff = await client([off('beta')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [{ kind: 'requireFlag', path: '/beta', flag: 'beta', otherwise: 403, answer: () => 'in' }],
    });
    await request(url).get('/beta').expect(403);
  },

  async 'requireFlag calls the handler of its fallback'({ client, serve }) {
    const flagstaff = await client([off('beta')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'requireFlag',
          path: '/beta',
          flag: 'beta',
          otherwise: ({ flags }) => ({ waiting: true, beta: flags.isEnabled('beta') }),
          answer: () => 'in',
        },
      ],
    });
    assert.deepEqual((await request(url).get('/beta').expect(200)).body, { waiting: true, beta: false });
  },

  async 'requireFlag evaluates with the client of its options'({ client, serve }) {
    const [first, last] = [await client([on('beta')]), await client([off('beta')])];
    const url = await serve({
      mounts: [{ flagstaff: first }, { flagstaff: last }],
      routes: [
        { kind: 'requireFlag', path: '/first', flag: 'beta', flagstaff: first, answer: () => 'in' },
        { kind: 'requireFlag', path: '/last', flag: 'beta', flagstaff: last, answer: () => 'in' },
        { kind: 'requireFlag', path: '/any', flag: 'beta', answer: () => 'in' },
      ],
    });
    await request(url).get('/first').expect(200);
    await request(url).get('/last').expect(404);
    await request(url).get('/any').expect(404);
  },

  async 'requireFlag without the middleware is an error'({ serve, takeErrors }) {
    const url = await serve({
      mounts: [],
      routes: [
        { kind: 'requireFlag', path: '/beta', flag: 'beta', answer: () => 'in' },
        { kind: 'byVariant', path: '/checkout', flag: 'checkout', handlers: { on: () => 'in' } },
      ],
    });
    for (const path of ['/beta', '/checkout']) {
      await request(url).get(path).expect(500);
      assert.match(takeErrors().join(), /Mount `flags\(flagstaff\)` before/);
    }
  },

  async 'a refusal before the body is read leaves the connection usable'({ client, serve }) {
    const flagstaff = await client([off('beta')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        { kind: 'requireFlag', path: '/beta', flag: 'beta', answer: () => 'in' },
        { kind: 'requireFlag', path: '/status', flag: 'beta', otherwise: 403, answer: () => 'in' },
        { kind: 'byVariant', path: '/variant', flag: 'no-such-flag', handlers: {} },
        { kind: 'answer', path: '/', answer: () => 'fine' },
      ],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = Buffer.alloc(400_000, 'x');
    for (const [path, expected] of Object.entries({ '/beta': 404, '/status': 403, '/variant': 404 })) {
      assert.equal(await statusOf(`${url}${path}`, agent, body), expected);
      assert.equal(await statusOf(url, agent), 200);
    }
    agent.destroy();
  },

  async 'byVariant calls the handler of the served variant'({ client, serve }) {
    const flagstaff = await client([choice('checkout', ['classic', 'express'], 'classic')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'byVariant',
          path: '/checkout',
          flag: 'checkout',
          handlers: { classic: () => 'the old one', express: ({ flags }) => flags.value('checkout', 'none') },
        },
      ],
    });
    assert.equal((await request(url).get('/checkout').expect(200)).body, 'the old one');
    await manage(flagstaff).set(choice('checkout', ['classic', 'express'], 'express'));
    assert.equal((await request(url).get('/checkout').expect(200)).body, 'express');
  },

  async 'byVariant returns 404 when the variant has no handler'({ client, serve }) {
    const flagstaff = await client([choice('checkout', ['classic', 'express'], 'express')]);
    const handlers = { classic: () => 'the old one' };
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        { kind: 'byVariant', path: '/checkout', flag: 'checkout', handlers },
        { kind: 'byVariant', path: '/status', flag: 'checkout', handlers, otherwise: 503 },
        { kind: 'byVariant', path: '/handler', flag: 'checkout', handlers, otherwise: () => 'neither' },
        { kind: 'byVariant', path: '/none', flag: 'no-such-flag', handlers },
      ],
    });
    await request(url).get('/checkout').expect(404);
    await request(url).get('/status').expect(503);
    assert.equal((await request(url).get('/handler').expect(200)).body, 'neither');
    await request(url).get('/none').expect(404);
  },
});

/** Sends a GET request over a connection of the agent, optionally with a body. */
async function statusOf(url: string, agent: Agent, body?: Buffer): Promise<number | undefined> {
  const headers = body === undefined ? {} : { 'content-length': body.byteLength };
  const [response] = (await once(send(url, { agent, headers }).end(body), 'response')) as [IncomingMessage];
  await buffer(response);
  return response.statusCode;
}
