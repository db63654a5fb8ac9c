// oxlint-disable unicorn/no-thenable -- thenables are among the cases
import type { FlagsOptions } from '@flagstaff/http';
import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterFixture, AdapterTheme } from '../case.ts';
import { off, on, onForAnySubject } from '../documents.ts';
import type { Route, ScenarioRequest } from '../scenario.ts';

type Options = FlagsOptions<ScenarioRequest>;

/** Throws or rejects with anything, as untyped programs can. */
const fail = (thrown?: unknown): never => {
  throw thrown;
};
const rejection = (): Promise<never> => Promise.reject(undefined);
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Return values of a context function that are not contexts. */
const NO_CONTEXTS: { readonly [what: string]: () => unknown } = {
  'a number': () => 1,
  'a symbol': () => Symbol('ada'),
  'a function': () => () => ({ targetingKey: 'ada' }),
  'an array': () => [{ targetingKey: 'ada' }],
  'a Map': () => new Map([['targetingKey', 'ada']]),
  'a Set': () => new Set(['ada']),
  Headers: () => new Headers({ targetingKey: 'ada' }),
  'a revoked proxy': revoked,
  'a proxy that throws': () =>
    new Proxy({}, { get: () => fail(new Error('trap')), has: () => fail(new Error('trap')) }),
  'a thrown string': () => fail('route'),
  'a thrown undefined': () => fail(),
};

const RESULT: Route = {
  kind: 'answer',
  path: '/',
  answer: ({ flags }) => ({ known: flags.isEnabled('known'), on: flags.isEnabled('on') }),
};

/** Application functions that violate their types. A failing context function loses the context, never the request. */
export const callbacks: AdapterTheme = theme('failing application functions', {
  ...casesFor('a context function', {}, NO_CONTEXTS),
  ...casesFor(
    'a context function',
    {},
    {
      'a promise that never settles': () => new Promise(() => undefined),
      'a rejection': rejection,
    },
  ),
  ...casesFor(
    'an awaited context function',
    { awaitContext: true },
    {
      ...NO_CONTEXTS,
      'a rejection with undefined': rejection,
      'a thenable that throws': () => ({ then: () => fail('text') }),
      'a promise of an array': async () => [],
      'a promise of a Map': async () => new Map(),
    },
  ),

  async 'a context getter that throws affects only flags that read it'({ client, serve, takeProblems }) {
    const flagstaff = await client([onForAnySubject('known'), on('on')]);
    const context = (): object => ({
      get targetingKey() {
        return fail(new Error('getter'));
      },
    });
    const url = await serve({ mounts: [{ flagstaff, options: { context } as Options }], routes: [RESULT] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
    takeProblems();
  },

  async 'runWith that fails before it calls the handlers is an error, not a request without flags'(fixture) {
    const { client, takeErrors } = fixture;
    const flagstaff = await client([on('on')]);
    const context = async (): Promise<object> => ({});
    for (const runWith of [
      () => fail(new Error('broken')),
      async () => fail(new Error('broken')),
      () => Promise.reject(new Error('broken')),
    ]) {
      for (const options of [{ wrap: runWith }, { wrap: runWith, context, awaitContext: true }] as Options[]) {
        const url = await fixture.serve({ mounts: [{ flagstaff, options }], routes: [RESULT] });
        await request(url).get('/').expect(500);
        assert.deepEqual(takeErrors(), ['broken']);
      }
    }
  },

  async 'runWith may be asynchronous'({ client, serve }) {
    const flagstaff = await client([on('on')]);
    const runWith = async (_flags: unknown, run: () => unknown): Promise<unknown> => run();
    const url = await serve({ mounts: [{ flagstaff, options: { wrap: runWith } as Options }], routes: [RESULT] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
  },

  async 'a guard whose own handler throws is an error'({ client, serve, takeErrors }) {
    const flagstaff = await client([off('beta')]);
    const otherwise = (): never => fail(new Error('broken'));
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [{ kind: 'requireFlag', path: '/beta', flag: 'beta', otherwise, answer: () => 'in' }],
    });
    await request(url).get('/beta').expect(500);
    assert.deepEqual(takeErrors(), ['broken']);
  },
});

function casesFor(
  which: string,
  options: { readonly awaitContext?: true },
  results: { readonly [what: string]: () => unknown },
): { readonly [title: string]: (fixture: AdapterFixture) => Promise<void> } {
  return Object.fromEntries(
    Object.entries(results).map(([what, make]) => [
      `reports ${what} from ${which} and serves the request with an empty context`,
      async ({ client, serve, takeProblems }: AdapterFixture) => {
        const flagstaff = await client([onForAnySubject('known'), on('on')]);
        const mount = { flagstaff, options: { ...options, context: make } as Options };
        const url = await serve({ mounts: [mount], routes: [RESULT] });
        assert.deepEqual((await request(url).get('/').expect(200)).body, { known: false, on: true });
        assert.deepEqual(takeProblems(), ['CONTEXT_FAILED']);
      },
    ]),
  );
}
