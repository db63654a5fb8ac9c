import type { Document, Flagstaff } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { admin, roleKeys } from '@flagstaff/admin';
import type { Verdict } from '@flagstaff/admin';
import { expect, it, onTestFinished } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

/** Users by role, from the least. */
const USERS = ['vera', 'ed', 'rel', 'root'] as const;
const RANK: { readonly [permission: string]: number } = { read: 0, write: 1, release: 2, administer: 3 };

const DOCUMENTS: readonly Document[] = [
  { kind: 'segment', key: 'k', members: 'stored' },
  { kind: 'flag', key: 'k', type: 'boolean' },
  { kind: 'environment', key: 'k' },
];

it('refuses each role every route that needs more, before anything else', async () => {
  const { ask, contract } = await startApi({ documents: DOCUMENTS });
  const operations = Object.entries(contract.description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ template, method: method.toUpperCase(), operation })),
  );
  const cells = operations
    .filter(({ template }) => template !== '/events')
    .flatMap((operation) => USERS.map((user, rank) => ({ ...operation, user, rank })));
  await Promise.all(
    cells.map(async ({ template, method, operation, user, rank }) => {
      const needed = RANK[operation['x-permission']]!;
      // Nothing is valid here, so what is allowed writes nothing.
      const { status, body } = await ask(method, path(template), {
        as: user,
        headers: { 'content-type': 'text/plain' },
      });
      const isRefused = status === 403 && (body as { code?: string } | undefined)?.code === 'PERMISSION_DENIED';
      expect(isRefused, `${method} ${template} as ${user}: ${status}`).toBe(rank < needed);
      expect(status, `${method} ${template} as ${user}`).not.toBe(500);
    }),
  );
  expect(cells).toHaveLength((operations.length - 1) * USERS.length);
  expect(operations.length).toBeGreaterThan(60);
}, 60_000);

it('refuses strangers every route', async () => {
  const { ask, contract } = await startApi();
  for (const [template, methods] of Object.entries(contract.description.paths)) {
    for (const method of Object.keys(methods)) {
      const { status } = await ask(method.toUpperCase(), path(template), { as: 'stranger' });
      expect(status, `${method} ${template}`).toBe(401);
    }
  }
});

const path = (template: string): string => template.replaceAll(/\{\w+\}/g, 'absent-one');

const ODD: readonly (readonly [name: string, verdict: () => unknown, status: number])[] = [
  ['nothing', () => undefined, 401],
  ['false', () => false, 401],
  ['a promise of nothing', async () => undefined, 401],
  ["'forbidden'", () => 'forbidden', 403],
  ['true', () => true, 403],
  ['an empty object', () => ({}), 403],
  ['an empty actor', () => ({ actor: '', roles: 'admin' }), 403],
  ['no roles', () => ({ actor: 'ada' }), 403],
  ['an unknown role', () => ({ actor: 'ada', roles: 'root' }), 403],
  ['an unknown role in an environment', () => ({ actor: 'ada', roles: { staging: 'root' } }), 403],
  ['no role at all', () => ({ actor: 'ada', roles: {} }), 403],
  ['an unknown member', () => ({ actor: 'ada', roles: 'admin', role: 'admin' }), 403],
  ['a Response', () => new Response(), 403],
  ['an error', () => Promise.reject(new Error('down')), 403],
];

it.each(ODD)('answers %s of `authorize` with a refusal', async (name, verdict, expected) => {
  const flagstaff: Flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  const problems: string[] = [];
  flagstaff.on('error', ({ code }) => void problems.push(code));
  const handler = admin(flagstaff, { authorize: verdict as () => Verdict });
  const response = await handler(new Request('http://flags.example/api/v1/me'));
  expect(response.status).toBe(expected);
  const isOdd = expected === 403 && name !== "'forbidden'";
  expect(problems).toEqual(isOdd ? ['AUTHORIZE_FAILED'] : []);
});

it('requires `authorize`, and refuses unknown options', () => {
  const flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  for (const options of [undefined, {}, { authorize: 'anyone' }, { authorize: () => false, other: 1 }]) {
    expect(() => admin(flagstaff, options as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

it('narrows roles by environment and by `can`', async () => {
  const identities: { readonly [user: string]: Verdict } = {
    staging: { actor: 'staging', roles: { staging: 'editor' } },
    tagged: { actor: 'tagged', roles: 'admin', can: (_permission, { tags }) => tags.includes('mine') },
    odd: { actor: 'odd', roles: 'admin', can: (() => Promise.resolve(true)) as never },
  };
  const { ask } = await startApi({
    documents: [
      { kind: 'environment', key: 'production' },
      { kind: 'environment', key: 'staging' },
      { kind: 'flag', key: 'a', type: 'boolean' },
      { kind: 'flag', key: 'mine', type: 'boolean', tags: ['mine'] },
    ],
    authorize: ({ headers }) => identities[headers.get('x-user')!] ?? { actor: 'root', roles: 'admin' },
  });
  const headers = { 'if-match': '*' };
  const patch = (key: string, body: object, as: string) => ask('PATCH', `/flags/${key}`, { body, headers, as });
  expect((await patch('a', { environments: { staging: { default: 'on' } } }, 'staging')).status).toBe(200);
  expect((await patch('a', { default: 'on' }, 'staging')).body.environments).toEqual(['*', 'production']);
  expect((await patch('a', { default: 'on' }, 'tagged')).status).toBe(403);
  // A label that the change gives does not count.
  expect((await patch('a', { default: 'on', tags: ['mine'] }, 'tagged')).status).toBe(403);
  // An edit that serves nothing else would give the label for the next one.
  expect((await patch('a', { tags: ['mine'] }, 'tagged')).status).toBe(403);
  const dry = await ask('PATCH', '/flags/a?dryRun=1', { body: { tags: ['mine'] }, headers, as: 'tagged' });
  expect(dry.body).toMatchObject({ allowed: false, affected: [{ id: 'flag:a', environments: [] }] });
  expect((await patch('a', { owner: 'ada' }, 'staging')).status).toBe(200);
  expect((await patch('mine', { default: 'on' }, 'tagged')).status).toBe(200);
  expect((await patch('mine', { owner: 'ada' }, 'tagged')).status).toBe(200);
  expect((await patch('mine', { default: 'off' }, 'odd')).status).toBe(403);
});

it('identifies programs by keys', async () => {
  const key = 'k'.repeat(32);
  const { ask } = await startApi({ authorize: roleKeys({ [key]: { actor: 'ci', roles: 'viewer' } }) });
  expect((await ask('GET', '/me', { headers: { authorization: `Bearer ${key}` } })).body.actor).toBe('ci');
  expect((await ask('GET', '/me', { headers: { 'x-api-key': key } })).status).toBe(200);
  expect((await ask('GET', '/me', { headers: { 'x-api-key': `${key}x` } })).status).toBe(401);
  expect(() => roleKeys({ short: { actor: 'ci', roles: 'viewer' } })).toThrow('16 characters');
});
