import { currentFlags, runWithFlags } from '@flagstaff/core/async';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { choice, number, on, onFor } from '../documents.ts';
import type { Mount } from '../scenario.ts';

/** How handlers read flags. */
export const reading: AdapterTheme = theme('reading', {
  async 'handlers read flags without waiting'({ client, serve }) {
    const flagstaff = await client([on('new'), choice('theme', ['light', 'dark'], 'dark'), number('limit', 7)]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer: ({ flags }) => ({
            enabled: flags.isEnabled('new'),
            theme: flags.value('theme', 'light'),
            limit: flags.details('limit', 0).value,
            variant: flags.variant('theme') ?? null,
            unknown: flags.isEnabled('no-such-flag'),
          }),
        },
      ],
    });
    const { body } = await request(url).get('/').expect(200);
    assert.deepEqual(body, { enabled: true, theme: 'dark', limit: 7, variant: 'dark', unknown: false });
  },

  async 'the next request sees a change'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [{ kind: 'answer', path: '/', answer: ({ flags }) => flags.isEnabled('new') }],
    });
    assert.equal((await request(url).get('/')).body, true);
    await manage(flagstaff).set({ kind: 'flag', key: 'new', type: 'boolean' });
    assert.equal((await request(url).get('/')).body, false);
  },

  async 'flagsOf returns the evaluator that the framework exposes'({ client, serve }) {
    const flagstaff = await client([on('new')]);
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [{ kind: 'answer', path: '/', answer: ({ flags, flagsOf }) => flags === flagsOf(flagstaff) }],
    });
    assert.equal((await request(url).get('/')).body, true);
  },

  async 'flagsOf throws for a client whose middleware has not run'({ client, serve, takeErrors }) {
    const [mounted, other] = [await client([on('new')]), await client([])];
    const url = await serve({
      mounts: [{ flagstaff: mounted }],
      routes: [{ kind: 'answer', path: '/', answer: ({ flagsOf }) => flagsOf(other).isEnabled('new') }],
    });
    await request(url).get('/').expect(500);
    assert.match(takeErrors().join(), /Mount `flags\(flagstaff\)` before/);
  },

  async 'currentFlags works in everything that a handler calls'({ client, serve }) {
    const flagstaff = await client([onFor('mine', 'u7')]);
    const options: Mount['options'] = {
      context: ({ header }) => ({ targetingKey: header('x-user') }),
      wrap: runWithFlags,
    };
    const farAway = async (): Promise<boolean> => {
      await setImmediate();
      return currentFlags().isEnabled('mine');
    };
    const url = await serve({
      mounts: [{ flagstaff, options }],
      routes: [{ kind: 'answer', path: '/', answer: async () => [currentFlags().isEnabled('mine'), await farAway()] }],
    });
    const users = ['u7', 'u8', 'u7', 'u9'];
    const answers = await Promise.all(users.map((user) => request(url).get('/').set('x-user', user)));
    assert.deepEqual(
      answers.map(({ body }) => body as unknown),
      users.map((user) => [user === 'u7', user === 'u7']),
    );
  },

  async 'currentFlags works after an await'({ client, serve }) {
    const flagstaff = await client([onFor('mine', 'u7')]);
    const options: Mount['options'] = {
      context: async () => ({ targetingKey: 'u7' }),
      awaitContext: true,
      wrap: runWithFlags,
    };
    const url = await serve({
      mounts: [{ flagstaff, options }],
      routes: [{ kind: 'answer', path: '/', answer: () => currentFlags().isEnabled('mine') }],
    });
    assert.equal((await request(url).get('/')).body, true);
  },

  async 'parallel requests keep their contexts separate'({ client, serve }) {
    const flagstaff = await client([onFor('mine', 'u7')]);
    const url = await serve({
      mounts: [{ flagstaff, options: { context: ({ header }) => ({ targetingKey: header('x-user') }) } }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          async answer({ flags, header }) {
            const before = flags.isEnabled('mine');
            await setImmediate();
            return { user: header('x-user') ?? '', before, after: flags.isEnabled('mine') };
          },
        },
      ],
    });
    const users = Array.from({ length: 100 }, (_, index) => `u${index % 10}`);
    const answers = await Promise.all(users.map((user) => request(url).get('/').set('x-user', user)));
    assert.deepEqual(
      answers.map(({ body }) => body as unknown),
      users.map((user) => ({ user, before: user === 'u7', after: user === 'u7' })),
    );
  },
});
