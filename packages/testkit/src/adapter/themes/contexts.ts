import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import request from 'supertest';
import type { EvaluationContext } from '@flagstaff/core';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { on, onFor, onForAnySubject } from '../documents.ts';
import type { Answer, Route, ScenarioRequest } from '../scenario.ts';

const whoAmI: Route = {
  kind: 'answer',
  path: '/',
  answer: ({ flags }) => ({ known: flags.isEnabled('known'), on: flags.isEnabled('on') }),
};

/** When the context function runs, how often, and what happens when it fails. */
export const contexts: AdapterTheme = theme('context functions', {
  async 'the context function receives the request'({ client, serve }) {
    const flagstaff = await client([onFor('known', 'ada'), on('on')]);
    const context = ({ header }: ScenarioRequest): EvaluationContext => ({ targetingKey: header('x-user') });
    const url = await serve({ mounts: [{ flagstaff, options: { context } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').set('x-user', 'ada')).body, { known: true, on: true });
    assert.deepEqual((await request(url).get('/').set('x-user', 'bob')).body, { known: false, on: true });
    assert.deepEqual((await request(url).get('/')).body, { known: false, on: true });
  },

  async 'the context function reads the path of the request'({ client, serve }) {
    const flagstaff = await client([onFor('known', '/ada')]);
    const context = ({ path }: ScenarioRequest): EvaluationContext => ({ targetingKey: path });
    const answer: Answer = ({ flags }) => flags.isEnabled('known');
    const url = await serve({
      mounts: [{ flagstaff, options: { context } }],
      routes: ['/ada', '/bob'].map((path): Route => ({ kind: 'answer', path, answer })),
    });
    assert.equal((await request(url).get('/ada?user=bob')).body, true);
    assert.equal((await request(url).get('/bob')).body, false);
  },

  async 'the context function runs once per request, however many checks there are'({ client, serve }) {
    const flagstaff = await client([onFor('known', 'ada'), on('on')]);
    let calls = 0;
    const url = await serve({
      mounts: [{ flagstaff, options: { context: () => ({ targetingKey: 'ada', call: (calls += 1) }) } }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          async answer({ flags }) {
            const first = [flags.isEnabled('known'), flags.value('on', false), flags.variant('known') ?? null];
            await setImmediate();
            return [...first, flags.isEnabled('known'), flags.details('on', false).value];
          },
        },
      ],
    });
    assert.deepEqual((await request(url).get('/')).body, [true, true, 'on', true, true]);
    assert.equal(calls, 1);
    await request(url).get('/');
    assert.equal(calls, 2);
  },

  async 'the context function does not run when no flag is read'({ client, serve }) {
    const flagstaff = await client([on('on')]);
    let calls = 0;
    const url = await serve({
      mounts: [{ flagstaff, options: { context: () => ({ call: (calls += 1) }) } }],
      routes: [{ kind: 'answer', path: '/', answer: () => 'nothing read' }],
    });
    assert.equal((await request(url).get('/').expect(200)).body, 'nothing read');
    assert.equal(calls, 0);
  },

  async 'the context function sees the results of later middleware'({ client, serve }) {
    const flagstaff = await client([onFor('known', 'ada')]);
    let user = 'grace';
    const url = await serve({
      mounts: [{ flagstaff, options: { context: () => ({ targetingKey: user }) } }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          async answer({ flags }) {
            await setImmediate();
            user = 'ada';
            return flags.isEnabled('known');
          },
        },
      ],
    });
    assert.equal((await request(url).get('/')).body, true);
  },

  async 'a context function that throws leaves an empty context'({ client, serve, takeProblems }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = (): EvaluationContext => {
      throw new Error('the session is broken');
    };
    const url = await serve({ mounts: [{ flagstaff, options: { context } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
  },

  async 'a context function that returns nothing leaves an empty context without an error'({ client, serve }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const url = await serve({ mounts: [{ flagstaff, options: { context: () => undefined } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
  },

  async 'a promise is reported, not awaited, without awaitContext'({ client, serve, takeProblems, reports }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = (async () => {
      await setImmediate();
      throw new Error('this rejection is never read');
    }) as unknown as () => EvaluationContext;
    const url = await serve({ mounts: [{ flagstaff, options: { context } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
    assert.match(reports(), /awaitContext/);
  },

  async 'a context that is not an object is reported'({ client, serve, takeProblems }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = (() => 'ada') as unknown as () => EvaluationContext;
    const url = await serve({ mounts: [{ flagstaff, options: { context } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
  },

  async 'an async context is awaited before the handlers'({ client, serve }) {
    const flagstaff = await client([onFor('known', 'ada'), on('on')]);
    let calls = 0;
    const context = async ({ header }: ScenarioRequest): Promise<EvaluationContext> => {
      calls += 1;
      await setImmediate();
      return { targetingKey: header('x-user') };
    };
    const url = await serve({ mounts: [{ flagstaff, options: { context, awaitContext: true } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').set('x-user', 'ada')).body, { known: true, on: true });
    assert.equal(calls, 1);
  },

  async 'an async context that rejects leaves an empty context'({ client, serve, takeProblems }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = async (): Promise<EvaluationContext> => {
      await setImmediate();
      throw new Error('the directory is unavailable');
    };
    const url = await serve({ mounts: [{ flagstaff, options: { context, awaitContext: true } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
  },

  async 'an async context that throws synchronously leaves an empty context'({ client, serve, takeProblems }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = (): Promise<EvaluationContext> => {
      throw new Error('there is no directory');
    };
    const url = await serve({ mounts: [{ flagstaff, options: { context, awaitContext: true } }], routes: [whoAmI] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
  },
});
