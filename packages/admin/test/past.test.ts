import type { Document, FlagDocument } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';
import type { Api } from './support/api.ts';

readContract();

const FLAG: FlagDocument = {
  kind: 'flag',
  key: 'a',
  type: 'boolean',
  environments: { production: { default: 'off' } },
};
const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging' },
  FLAG,
];

/** Writes a flag, and returns the number of the revision. */
async function change({ ask }: Api, body: object): Promise<number> {
  const { headers, status } = await ask('PATCH', '/flags/a', { body, headers: { 'if-match': '*' } });
  expect(status).toBe(200);
  return Number(headers.get('flagstaff-revision'));
}

describe('reverting', () => {
  it('writes an earlier version of a document again, also of a deleted one', async () => {
    const api = await startApi({ documents: DOCUMENTS });
    const { ask } = api;
    await change(api, { default: 'on' });
    await change(api, { owner: 'ada' });
    const etag = (await ask('GET', '/flags/a')).headers.get('etag')!;
    const revert = (version: number, headers: object, as = 'root') =>
      ask('POST', '/flags/a/revert', { body: { version }, headers: { ...headers }, as });
    expect((await revert(1, {})).status).toBe(428);
    expect((await revert(9, { 'if-match': etag })).body.code).toBe('REVISION_NOT_FOUND');
    const dry = await ask('POST', '/flags/a/revert?dryRun=1', { body: { version: 1 }, headers: { 'if-match': etag } });
    expect(dry.body.affected[0].environments.map(({ environment }: { environment: string }) => environment)).toEqual([
      '*',
      'staging',
    ]);
    const key = { 'idempotency-key': crypto.randomUUID() };
    const done = await revert(1, { 'if-match': etag, ...key }, 'ed');
    expect(done).toMatchObject({ status: 200, body: { version: 4, updatedBy: 'ed' } });
    expect(done.body).not.toHaveProperty('default');
    const again = await revert(1, { 'if-match': etag, ...key }, 'ed');
    expect([again.headers.get('idempotent-replayed'), again.body.version]).toEqual(['true', 4]);
    expect((await revert(2, { 'if-match': etag })).status).toBe(412);

    await ask('DELETE', '/flags/a', { headers: { 'if-match': '*' } });
    const back = await revert(3, { 'if-none-match': '*' });
    expect(back).toMatchObject({ status: 201, body: { owner: 'ada', default: 'on' } });
    expect((await revert(3, { 'if-none-match': '*' })).status).toBe(412);
  });

  it('undoes one commit, and keeps what others changed since', async () => {
    const api = await startApi({ documents: DOCUMENTS });
    const { ask } = api;
    const revision = await change(api, { default: 'on', environments: { production: null } });
    await change(api, { owner: 'ada' });
    const path = `/commits/${revision}/revert`;
    const dry = await ask('POST', `${path}?dryRun=1`, { body: {} });
    expect(dry.body).toMatchObject({ commit: null, conflicts: [], preview: { valid: true, allowed: true } });
    // Production serves the default that is undone.
    const refused = await ask('POST', path, { body: {}, as: 'ed' });
    expect([refused.status, refused.body.environments]).toEqual([403, ['production']]);
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const done = await ask('POST', path, { body: { comment: 'Too early.' }, headers, as: 'rel' });
    expect(done.body.commit).toMatchObject({ actor: 'rel', comment: 'Too early.', via: 'api' });
    const { body } = await ask('GET', '/flags/a');
    expect(body).toMatchObject({ owner: 'ada', environments: FLAG.environments });
    expect(body).not.toHaveProperty('default');
    const again = await ask('POST', path, { body: { comment: 'Too early.' }, headers, as: 'rel' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(done.body);
    expect((await ask('POST', path, { body: {} })).body.commit).toBeNull();
  });

  it('responds with the fields that later commits changed too', async () => {
    const api = await startApi({ documents: DOCUMENTS });
    const { ask } = api;
    const revision = await change(api, { default: 'on', description: 'One' });
    await change(api, { description: 'Two' });
    const conflicts = [{ id: 'flag:a', fields: ['description'], version: 3, updatedBy: 'root' }];
    const refused = await ask('POST', `/commits/${revision}/revert`, { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { code: 'VERSION_CONFLICT', conflicts } });
    const dry = await ask('POST', `/commits/${revision}/revert?dryRun=1`, { body: {} });
    expect(dry.body).toMatchObject({ conflicts, preview: null });
    for (const missing of ['99', '0', 'none']) {
      expect((await ask('POST', `/commits/${missing}/revert`, { body: {} })).status, missing).toBe(404);
    }
  });
});

describe('the past', () => {
  it('is read at a revision', async () => {
    const api = await startApi({ documents: DOCUMENTS });
    const { ask } = api;
    const first = (await ask('GET', '/flags/a')).body;
    await change(api, { default: 'on', environments: { staging: { status: 'inactive' } } });
    await ask('DELETE', '/flags/a', { headers: { 'if-match': '*' } });
    const past = await ask('GET', '/flags/a?revision=1', { as: 'vera' });
    expect([past.body, past.headers.get('etag')]).toEqual([first, null]);
    expect((await ask('GET', '/flags/a?revision=2&environment=staging')).body).toMatchObject({
      default: 'on',
      status: 'inactive',
    });
    const list = (await ask('GET', '/flags?revision=2')).body;
    expect(list).toMatchObject({
      revision: { number: 2 },
      items: [{ key: 'a', cells: { staging: { status: 'inactive' } } }],
    });
    expect((await ask('GET', '/flags?revision=1')).body.items[0].cells.staging.status).toBe('active');
    expect((await ask('GET', '/flags/a?revision=3')).status).toBe(404);
    expect((await ask('GET', '/flags/a?revision=9')).body.code).toBe('REVISION_NOT_FOUND');
    expect((await ask('GET', '/flags/a?revision=0')).status).toBe(400);
  });
});

describe('references', () => {
  it('are listed both ways, and make up what an evaluation needs', async () => {
    const { ask } = await startApi({
      documents: [
        ...DOCUMENTS,
        { kind: 'segment', key: 'staff', include: ['ann'], by: 'email' },
        { kind: 'segment', key: 'eu', parent: 'staff' },
        { ...FLAG, rules: [{ when: { segment: 'eu' }, serve: 'on' }] },
        { ...FLAG, key: 'b', prerequisites: [{ flag: 'a', variants: ['on'] }] },
      ].filter(
        (document, index, all) =>
          all.findLastIndex(({ kind, key }) => kind === document.kind && key === document.key) === index,
      ) as Document[],
      privateAttributes: ['email'],
    });
    const { body } = await ask('GET', '/flags/a/references');
    expect(body.uses).toContainEqual({ from: 'segment:eu', to: 'segment:staff', as: 'parent', depth: 2 });
    expect(body.usedBy).toEqual([{ from: 'flag:b', to: 'flag:a', as: 'prerequisite', depth: 1 }]);
    expect((await ask('GET', '/segments/none/references')).status).toBe(404);
    const closure = await ask('GET', '/flags/b/closure', { as: 'vera' });
    const ids = closure.body.documents.map(({ kind, key }: Document) => `${kind}:${key}`).toSorted();
    expect(ids).toEqual([
      'environment:production',
      'environment:staging',
      'flag:a',
      'flag:b',
      'segment:eu',
      'segment:staff',
    ]);
    expect(closure.body.documents).toContainEqual(expect.objectContaining({ key: 'staff', include: ['(private)'] }));
    const headers = { 'if-none-match': closure.headers.get('etag')! };
    expect((await ask('GET', '/flags/b/closure', { as: 'vera', headers })).status).toBe(304);
  });
});

describe('the effect of a write', () => {
  it('follows a segment to the environments whose flags use it', async () => {
    const pro = { attribute: 'plan', operator: 'eq', value: 'pro' } as const;
    const { ask } = await startApi({
      documents: [
        { kind: 'environment', key: 'production', protected: true },
        { kind: 'environment', key: 'staging' },
        { kind: 'segment', key: 'top', when: pro },
        { kind: 'segment', key: 'below', parent: 'top' },
        { kind: 'segment', key: 'unused', when: pro },
        {
          kind: 'flag',
          key: 'a',
          type: 'boolean',
          environments: { staging: { rules: [{ when: { segment: 'below' }, serve: 'on' }] } },
        },
        { kind: 'flag', key: 'b', type: 'boolean', rules: [{ rollout: { percentage: 10 }, serve: 'on' }] },
      ],
    });
    const headers = { 'if-match': '*' };
    const enabled = { body: { enabled: false }, headers, as: 'ed' };
    const dry = await ask('PATCH', '/segments/top?dryRun=1', enabled);
    expect(dry.body).toMatchObject({
      allowed: true,
      affected: [
        { id: 'segment:top', environments: [{ environment: 'staging', flags: ['a'], fields: [], allowed: true }] },
      ],
    });
    expect((await ask('PATCH', '/segments/top', enabled)).status).toBe(200);
    expect((await ask('PATCH', '/segments/unused', enabled)).status).toBe(200);
    // Rules of production use it from now on.
    const rules = [{ when: { segment: 'below' }, serve: 'on' }];
    expect((await ask('PATCH', '/flags/a', { body: { rules }, headers, as: 'ed' })).body.environments).toEqual([
      'production',
    ]);
    await ask('PATCH', '/flags/a', { body: { rules }, headers });
    const refused = await ask('PATCH', '/segments/top', { ...enabled, body: { enabled: true } });
    expect(refused.body.environments).toEqual(['production']);
    // Names of rules, and rules that are off, change nothing that is served.
    const named = [...rules, { name: 'Later', enabled: false, serve: 'on' }];
    expect((await ask('PATCH', '/flags/a', { body: { rules: named }, headers, as: 'ed' })).status).toBe(200);

    const change = {
      set: { kind: 'flag', key: 'b', type: 'boolean', rules: [{ rollout: { percentage: 30 }, serve: 'on' }] },
      ifVersion: 0,
    };
    const preview = (await ask('POST', '/preview', { body: { changes: [change] } })).body;
    expect(preview.shares).toContainEqual({
      flag: 'b',
      environment: '*',
      when: null,
      rules: { before: [], after: [] },
      moved: expect.closeTo(0.2, 6),
      moves: [{ from: 'off', to: 'on', share: expect.closeTo(0.2, 6) }],
    });
    expect(preview.conflicts).toMatchObject([{ change: 0, id: 'flag:b', ifVersion: 0, version: 1, updatedBy: 'seed' }]);
  });
});
