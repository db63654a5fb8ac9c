// oxlint-disable unicorn/no-thenable -- thenables are among the cases
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FRAMEWORKS } from './support/serve.ts';

let flagstaff: Flagstaff;
let problems: FlagstaffError[];
beforeEach(async () => {
  flagstaff = createFlagstaff({
    bootstrap: [
      {
        kind: 'flag',
        key: 'admin',
        type: 'boolean',
        default: 'off',
        rules: [{ when: { attribute: 'role', operator: 'eq', value: 'admin' }, serve: 'on' }],
        clientSide: true,
      },
    ],
  });
  await flagstaff.ready();
  problems = [];
  flagstaff.on('error', (problem) => void problems.push(problem));
});
afterEach(() => flagstaff.close());

class Session {
  readonly #role = 'guest';
  get role(): string {
    return this.#role;
  }
}
class Role {
  readonly name = 'guest';
}
const cyclic: { [name: string]: unknown } = {};
cyclic['self'] = cyclic;
const throwing = (): never => {
  throw new Error('secret of the application');
};
const never = new Promise<never>(() => undefined);

/** Attributes that no claim of the request may override. */
const ODD_ATTRIBUTES: readonly (readonly [what: string, attributes: () => unknown])[] = [
  ['a promise', async () => ({ role: 'guest' })],
  ['a promise that never settles', () => never],
  ['a thenable', () => ({ then: (use: (value: unknown) => void) => use({ role: 'guest' }) })],
  ['a Map', () => new Map([['role', 'guest']])],
  ['a Set', () => new Set(['role'])],
  ['Headers', () => new Headers({ role: 'guest' })],
  ['a list', () => [['role', 'guest']]],
  ['null', () => null],
  ['a number', () => 1],
  ['a text', () => 'guest'],
  ['a symbol', () => Symbol('guest')],
  ['a function', () => () => ({ role: 'guest' })],
  ['a class with a getter', () => new Session()],
  [
    'a getter that throws',
    () => ({
      get role() {
        return throwing();
      },
    }),
  ],
  ['a proxy that throws', () => new Proxy({}, { ownKeys: throwing })],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['an object that contains itself', () => cyclic],
  ['a value that is a promise', () => ({ role: Promise.resolve('guest') })],
  ['a value that is a Map', () => ({ role: new Map([['name', 'guest']]) })],
  ['a value that is a function', () => ({ role: () => 'guest' })],
  ['a value that is a symbol', () => ({ role: Symbol('guest') })],
  ['a value that is an instance', () => ({ role: new Role() })],
  ['a promise in a list', () => ({ role: [Promise.resolve('guest')] })],
  ['a promise below an object', () => ({ user: { role: Promise.resolve('guest') } })],
];

/** Return values that are not authorizations. */
const ODD_ANSWERS: readonly (readonly [what: string, answer: () => unknown])[] = [
  ['a Response', () => new Response(null, { status: 403 })],
  ['a Map', () => new Map([['caller', 'u1']])],
  ['a list', () => [true]],
  ['the number 1', () => 1],
  ["the text 'true'", () => 'true'],
  ['a function', () => () => true],
  ['a symbol', () => Symbol('yes')],
  ['an object with a name of its own', () => ({ allowed: true })],
  ['an object with a symbol of its own', () => ({ [Symbol('allowed')]: true })],
  ['a class instance', () => new Session()],
  ['a caller that is a promise', () => ({ caller: Promise.resolve('u1') })],
  ['a caller that is a number', () => ({ caller: 1 })],
  ['a caller that is null', () => ({ caller: null })],
  ['a promise of a promise of attributes', async () => ({ attributes: Promise.resolve({}) })],
  ['an error that it throws', throwing],
  [
    'a thrown string',
    () => {
      throw 'secret of the application';
    },
  ],
  ['undefined that it rejects with', () => Promise.reject()],
  ['a thenable that throws', () => ({ then: throwing })],
  [
    'a getter for then that throws',
    () => ({
      get then() {
        return throwing();
      },
    }),
  ],
  [
    'an error whose cause is itself',
    () => {
      const error = new Error('secret of the application');
      error.cause = error;
      throw error;
    },
  ],
];

const ask = (url: string): Promise<Response> =>
  fetch(`${url}/ofrep/v1/evaluate/flags/admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"context":{"role":"admin","user":{"role":"admin"}}}',
  });

describe.each(FRAMEWORKS.filter(([name]) => !name.includes('parser')))('%s', (_name, start) => {
  async function answerOf(authorize: () => unknown): Promise<[status: number, text: string]> {
    const served = await start(ofrep(flagstaff, { authorize: authorize as () => boolean }));
    try {
      const response = await ask(served.url);
      return [response.status, await response.text()];
    } finally {
      await served.close();
    }
  }

  it('keeps claims that no attribute replaces', async () => {
    expect((await answerOf(() => true))[1]).toContain('"value":true');
    expect((await answerOf(() => ({ attributes: { role: 'guest' } })))[1]).toContain('"value":false');
    expect((await answerOf(() => ({ attributes: { role: undefined } })))[1]).toContain('"value":false');
    expect(problems).toEqual([]);
  });

  it.each(ODD_ATTRIBUTES)('rejects attributes that are %s', async (_what, attributes) => {
    const [status, text] = await answerOf(() => ({ attributes: attributes() }));
    expect(status).toBe(403);
    expect(text).not.toContain('secret');
    expect(problems.map(({ code }) => code)).toEqual(['AUTHORIZE_FAILED']);
  });

  it.each(ODD_ANSWERS)('returns 403 when authorize returns %s', async (_what, answer) => {
    const [status, text] = await answerOf(answer);
    expect(status).toBe(403);
    expect(text).not.toContain('secret');
    expect(problems.map(({ code }) => code)).toEqual(['AUTHORIZE_FAILED']);
  });
});

it('returns 403 after 30 seconds when authorize never settles', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const handler = ofrep(flagstaff, { authorize: () => never });
    const answer = handler(new Request('http://flags.example/ofrep/v1/evaluate/flags', { method: 'POST' }));
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await answer).status).toBe(403);
  } finally {
    vi.useRealTimers();
  }
});

it('reads attributes once, so a getter cannot return another value later', async () => {
  let reads = 0;
  const attributes = {
    get role() {
      reads += 1;
      return reads === 1 ? 'guest' : 'admin';
    },
  };
  const handler = ofrep(flagstaff, { authorize: () => ({ attributes }) });
  const request = new Request('http://flags.example/ofrep/v1/evaluate/flags/admin', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"context":{}}',
  });
  expect(await (await handler(request)).json()).toMatchObject({ value: false });
});
