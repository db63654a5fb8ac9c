import type { FlagstaffError } from '@flagstaff/core';
import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { off, on, onFor } from '../documents.ts';
import type { Answer } from '../scenario.ts';

/** More than one middleware in an app. */
export const mounting: AdapterTheme = theme('mounting', {
  async 'middleware mounted twice runs once'({ client, serve }) {
    const flagstaff = await client([onFor('new', 'ada')]);
    const calls: string[] = [];
    const context = (name: string) => () => {
      calls.push(name);
      return { targetingKey: name };
    };
    let handled = 0;
    const url = await serve({
      mounts: [
        { flagstaff, options: { context: context('ada') } },
        { flagstaff, options: { context: context('bob') } },
      ],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer({ flags }) {
            handled += 1;
            return flags.isEnabled('new');
          },
        },
      ],
    });
    assert.equal((await request(url).get('/').expect(200)).body, true);
    assert.deepEqual(calls, ['ada']);
    assert.equal(handled, 1);
  },

  async 'middleware mounted twice with async options still runs the handlers once'({ client, serve }) {
    const flagstaff = await client([onFor('new', 'ada')]);
    let [contexts, handled] = [0, 0];
    const options = {
      visitorCookie: true,
      context: async () => {
        contexts += 1;
        return { targetingKey: 'ada' };
      },
      awaitContext: true,
    } as const;
    const url = await serve({
      mounts: [
        { flagstaff, options },
        { flagstaff, options },
      ],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer({ flags }) {
            handled += 1;
            return flags.isEnabled('new');
          },
        },
      ],
    });
    const { body, headers } = await request(url).get('/').expect(200);
    assert.equal(body, true);
    assert.deepEqual([contexts, handled, headers['set-cookie']?.length], [1, 1, 1]);
  },

  async 'flagsOf without the middleware throws NO_CURRENT_FLAGS'({ client, serve }) {
    const flagstaff = await client([]);
    const answer: Answer = ({ flagsOf }) => {
      try {
        return typeof flagsOf(flagstaff);
      } catch (error) {
        return (error as FlagstaffError).code;
      }
    };
    const url = await serve({ mounts: [], routes: [{ kind: 'answer', path: '/', answer }] });
    assert.equal((await request(url).get('/').expect(200)).body, 'NO_CURRENT_FLAGS');
  },

  async 'each client has its own evaluator'({ client, serve }) {
    const [first, last] = [await client([on('new')]), await client([off('new')])];
    const url = await serve({
      mounts: [{ flagstaff: first }, { flagstaff: last }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer: ({ flags, flagsOf }) => ({
            first: flagsOf(first).isEnabled('new'),
            last: flagsOf(last).isEnabled('new'),
            shown: flags.isEnabled('new'),
          }),
        },
      ],
    });
    assert.deepEqual((await request(url).get('/')).body, { first: true, last: false, shown: false });
  },

  async 'clients that share a visitor cookie agree on the visitor'({ client, serve }) {
    const [first, last] = [await client([]), await client([])];
    const url = await serve({
      mounts: [
        { flagstaff: first, options: { visitorCookie: true } },
        { flagstaff: last, options: { visitorCookie: true } },
      ],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer: ({ flagsOf }) => [flagsOf(first), flagsOf(last)].map(({ context }) => String(context.targetingKey)),
        },
      ],
    });
    const { body, headers } = await request(url).get('/').expect(200);
    const [one, other] = body as string[];
    assert.equal(one, other);
    assert.equal(headers['set-cookie']?.length, 1);
  },
});
