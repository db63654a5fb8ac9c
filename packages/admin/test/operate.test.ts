import type { Document, EvaluationContext, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { Identity } from '@flagstaff/admin';
import { createRequestFlags } from '@flagstaff/http';
import { describe, expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging' },
  { kind: 'segment', key: 'vips', by: 'userId', members: 'stored' },
  {
    kind: 'flag',
    key: 'a',
    type: 'boolean',
    rules: [{ when: [{ attribute: 'plan', operator: 'eq', value: 'pro' }], serve: 'on' }],
    environments: { staging: { default: 'on', schedule: [{ at: '2999-01-01', set: { default: 'off' } }] } },
  },
  { kind: 'flag', key: 'b', type: 'boolean', rules: [{ when: [{ segment: 'vips' }], serve: 'on' }] },
];

describe('evaluating', () => {
  it('evaluates and explains flags for contexts, in an environment', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const { body } = await ask('POST', '/evaluate', {
      body: { contexts: [{ plan: 'pro' }, {}], flags: ['a', 'none'] },
    });
    expect(body.rows).toEqual([
      {
        a: { reason: 'TARGETING_MATCH', value: true, variant: 'on' },
        none: { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
      },
      {
        a: { reason: 'DEFAULT', value: false, variant: 'off' },
        none: { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
      },
    ]);
    const staging = await ask('POST', '/evaluate', { body: { contexts: [{}], environment: 'staging' } });
    expect(staging.body.rows[0].a.value).toBe(true);
    expect((await ask('POST', '/evaluate', { body: { contexts: [{}], environment: 'moon' } })).status).toBe(404);
    await ask('PATCH', '/flags/a', { body: { rules: [], default: 'on' }, headers: { 'if-match': '*' } });
    const past = { contexts: [{ plan: 'pro' }, {}], flags: ['a', 'none'], revision: 1 };
    expect((await ask('POST', '/evaluate', { body: past })).body).toMatchObject(body);
    const elsewhere = { ...past, contexts: [{}], environment: 'staging' };
    expect((await ask('POST', '/evaluate', { body: elsewhere })).body.rows[0].a.value).toBe(true);
    for (const wrong of [{ revision: 99 }, { environment: 'moon' }])
      expect((await ask('POST', '/evaluate', { body: { ...past, ...wrong } })).status).toBe(404);
    const later = { flag: 'a', context: {}, environment: 'staging', at: '2999-06-01' };
    expect((await ask('POST', '/explain', { body: later, as: 'vera' })).body.details.value).toBe(false);
  });

  it('previews changes: problems, environments, permissions and who is served another variant', async () => {
    const audience = (): EvaluationContext[] => [{ plan: 'pro' }, { plan: 'free' }, {}];
    const { ask } = await startApi({ documents: DOCUMENTS, audience });
    const set = { ...DOCUMENTS[3], default: 'on' };
    const body = { changes: [{ set }], audience: true };
    const preview = await ask('POST', '/preview', { body, as: 'ed' });
    expect(preview.body).toMatchObject({
      valid: true,
      allowed: false,
      affected: [
        {
          id: 'flag:a',
          environments: [
            { environment: '*', allowed: true, flags: ['a'], fields: [{ field: 'default', from: 'off', to: 'on' }] },
            { environment: 'production', allowed: false },
          ],
        },
      ],
      flips: [
        {
          environment: 'production',
          contexts: 3,
          flags: { a: 2 },
          examples: [{ index: 1, context: { plan: 'free' }, from: 'off', to: 'on' }, {}],
        },
        { environment: 'staging', flags: { a: 0 }, examples: [] },
      ],
    });
    expect((await ask('POST', '/preview', { body, as: 'vera' })).body.flips[0].examples).toEqual([]);
    const invalid = { changes: [{ set: { ...set, default: 'none' } }] };
    expect((await ask('POST', '/preview', { body: invalid })).body).toMatchObject({
      valid: false,
      problems: [{ path: '$.default' }],
    });
    const sample = { contexts: 3, attributes: ['plan'] };
    expect((await ask('GET', '/audience')).body).toMatchObject({ ...sample, members: [{}, {}, {}] });
    expect((await ask('GET', '/audience', { as: 'vera' })).body).toEqual({ ...sample, members: [] });
  });

  it('explains a past revision, and with unsaved documents', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    await ask('PATCH', '/flags/a', { body: { rules: [] }, headers: { 'if-match': '*' } });
    const asked = { flag: 'a', context: { plan: 'pro' } };
    const explained = async (more: object): Promise<unknown> =>
      (await ask('POST', '/explain', { body: { ...asked, ...more }, as: 'vera' })).body.details?.variant;
    expect(await explained({})).toBe('off');
    expect(await explained({ revision: 1 })).toBe('on');
    expect(await explained({ drafts: [{ ...DOCUMENTS[3], default: 'on', rules: [] }] })).toBe('on');
    expect(await explained({ drafts: [], environment: 'staging' })).toBe('on');
    expect(await explained({ environment: 'staging' })).toBe('on');
    expect(await explained({ environment: null })).toBe('off');
    const invalid = await ask('POST', '/explain', { body: { ...asked, drafts: [{ ...DOCUMENTS[3], default: 'x' }] } });
    expect(invalid).toMatchObject({ status: 422, body: { problems: [{ path: '$.default' }] } });
    expect((await ask('POST', '/explain', { body: { ...asked, revision: 99 } })).status).toBe(404);
    expect((await ask('GET', '/flags/a')).body.version).toBe(2);
  });

  it('tests which contexts are in a segment, stored or not', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    await ask('POST', '/segments/vips/members', { body: { add: ['u1'] } });
    const contexts = [{ userId: 'u1' }, { userId: 'u2' }];
    const { body } = await ask('POST', '/segments/vips/test', { body: { contexts }, as: 'vera' });
    expect(body.results).toMatchObject([
      { member: true, explanation: { segment: 'vips', by: 'members', actual: 'u1' } },
      { member: false, explanation: { by: 'not a member' } },
    ]);
    const drafts = [{ kind: 'segment', key: 'new', when: { attribute: 'plan', operator: 'eq', value: 'pro' } }];
    const draft = await ask('POST', '/segments/new/test', { body: { contexts: [{ plan: 'pro' }], drafts } });
    expect(draft.body.results).toMatchObject([{ member: true, explanation: { by: 'when' } }]);
    expect((await ask('POST', '/segments/none/test', { body: { contexts } })).status).toBe(422);
    expect((await ask('GET', '/flags')).body.items).toHaveLength(2);
  });

  it('lists the segments that a context is in', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    await ask('POST', '/segments/vips/members', { body: { add: ['u1'] } });
    const of = async (context: object, rest: object = {}) =>
      (await ask('POST', '/memberships', { body: { context, ...rest }, as: 'vera' })).body;
    const all = (await ask('GET', '/segments')).body.items.map(({ key }: { key: string }) => key);
    expect(await of({ userId: 'u1' })).toEqual({ segments: ['vips'], asked: all.length });
    expect(await of({ userId: 'u2' })).toEqual({ segments: [], asked: all.length });
    expect(await of({ userId: 'u1' }, { segments: [] })).toEqual({ segments: [], asked: 0 });
    const missing = await ask('POST', '/memberships', { body: { context: {}, segments: ['none'] } });
    expect(missing.status).toBe(422);
    const many = Array.from({ length: 2_001 }, (_, index) => `s${index}`);
    expect((await ask('POST', '/memberships', { body: { context: {}, segments: many } })).status).toBe(400);
  });

  it('validates documents together with those of the store, for any caller', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const flag = { ...DOCUMENTS[4], key: 'c', rules: [{ when: { segment: 'new' }, serve: 'on' }] };
    const segment = { kind: 'segment', key: 'new' };
    const validate = async (documents: unknown[]) =>
      (await ask('POST', '/validate', { body: { documents }, as: 'vera' })).body;
    expect(await validate([flag, segment])).toEqual({ valid: true, problems: [] });
    for (const path of ['/commits', '/preview']) {
      expect((await ask('POST', path, { body: { changes: [{ set: null }] } })).status).toBe(400);
    }
    expect(await validate([flag])).toMatchObject({
      valid: false,
      problems: [{ id: 'flag:c', fault: expect.any(String) }],
    });
    const { problems } = await validate([{ ...flag, type: 'odd' }, 7]);
    expect(new Set(problems.map(({ id }: { id?: string }) => id))).toEqual(new Set(['flag:c', undefined]));
  });

  it('lists the attributes that documents and the audience mention', async () => {
    const audience = (): EvaluationContext[] => [{ plan: 'free', email: 'ann@example.org', age: 42 }];
    const { ask } = await startApi({ documents: DOCUMENTS, audience, privateAttributes: ['email', 'plan'] });
    expect((await ask('GET', '/contexts/attributes', { as: 'ed' })).body.items).toEqual([
      { name: 'age', values: [42] },
      { name: 'email', values: ['ann@example.org'] },
      { name: 'plan', values: ['pro', 'free'] },
      { name: 'userId', values: [] },
    ]);
    expect((await ask('GET', '/contexts/attributes', { as: 'vera' })).body.items).toEqual([
      { name: 'plan', values: [] },
      { name: 'userId', values: [] },
    ]);
  });

  it('writes nothing in a dry run', async () => {
    const { ask, flagstaff } = await startApi({ documents: DOCUMENTS, requireComment: true });
    const before = flagstaff.revision;
    const headers = { 'if-match': '*' };
    const flag = { kind: 'flag', key: 'c', type: 'boolean' };
    for (const answer of [
      await ask('POST', '/flags?dryRun=1', { body: flag }),
      await ask('PUT', '/flags/b?dryRun=1', { body: { ...flag, key: 'b' }, headers }),
      await ask('PATCH', '/flags/a?dryRun=1', { body: { default: 'on' }, headers }),
      await ask('DELETE', '/flags/a?dryRun=1', { headers }),
      await ask('POST', '/commits?dryRun=1', { body: { changes: [{ delete: 'flag:a' }] } }),
    ]) {
      expect(answer).toMatchObject({ status: 200, body: { valid: true, allowed: true } });
      expect(answer.body.affected).toHaveLength(1);
    }
    const promotion = await ask('POST', '/promotions?dryRun=1', { body: { from: 'staging', to: 'production' } });
    expect(promotion.body).toMatchObject({ commit: null, comparison: { flags: [{ flag: 'a' }] } });
    expect(flagstaff.revision).toEqual(before);
  });
});

describe('operating', () => {
  it('pins and unpins a subject', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const subject = { attribute: 'userId', value: 42 };
    const pin = { body: { subject, overrides: { a: 'on', b: { serve: 'on', expires: '2001-01-01' } } } };
    expect((await ask('PUT', '/overrides', { ...pin, as: 'ed' })).status).toBe(403);
    expect((await ask('PUT', '/overrides', pin)).body.commit.changes).toHaveLength(2);
    const { body } = await ask('GET', '/overrides?attribute=userId&value=42');
    expect(body.items).toEqual([
      { flag: 'a', serve: 'on', expired: false },
      { flag: 'b', serve: 'on', expires: '2001-01-01', expired: true },
    ]);
    expect((await ask('POST', '/overrides/remove-expired', { body: {} })).body.commit.changes).toHaveLength(1);
    const remove = { body: { subject, flags: ['a'] } };
    expect((await ask('POST', '/overrides/remove', { ...remove, as: 'ed' })).status).toBe(403);
    expect((await ask('POST', '/overrides/remove', remove)).body.commit.changes).toHaveLength(1);
    expect((await ask('POST', '/overrides/remove', remove)).body.commit).toBeNull();
  });

  it('writes overrides only while they are as they were read', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const subject = { attribute: 'userId', value: 'ada' };
    const read = () => ask('GET', '/overrides?attribute=userId&value=ada');
    const etag = (await read()).headers.get('etag')!;
    const headers = { 'if-match': etag, 'idempotency-key': crypto.randomUUID() };
    const pin = { body: { subject, overrides: { a: 'on' } }, headers };
    const first = await ask('PUT', '/overrides', pin);
    expect(first.body.commit.changes).toHaveLength(1);
    // A repetition is no other write.
    expect((await ask('PUT', '/overrides', pin)).body).toEqual(first.body);
    const stale = await ask('PUT', '/overrides', { ...pin, headers: { 'if-match': etag } });
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, (await read()).headers.get('etag')]);
    expect((await ask('POST', '/overrides/remove', { body: { subject }, headers: { 'if-match': etag } })).status).toBe(
      412,
    );
    const missing = { body: { subject, overrides: { none: 'on' } } };
    expect((await ask('PUT', '/overrides', missing)).status).toBe(404);
    expect((await ask('PUT', '/overrides', { body: { subject, overrides: { a: 'none' } } })).status).toBe(422);
  });

  it('signs override tokens for callers who may change the flag in every environment', async () => {
    const key = { id: 'k1', secret: 'x'.repeat(32) };
    const { ask, flagstaff } = await startApi({ documents: DOCUMENTS, overrideTokens: { key, audience: 'shop' } });
    const body = { overrides: { a: 'on' }, expiresInSeconds: 60 };
    expect((await ask('POST', '/override-tokens', { body, as: 'ed' })).body.environments).toEqual(['production']);
    const { token, expiresAt } = (await ask('POST', '/override-tokens', { body, as: 'rel' })).body;
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    // The middleware of an app accepts it.
    const flagsOf = createRequestFlags(
      flagstaff,
      { overrideTokens: { keys: [key], audience: 'shop' } },
      {
        header: ({ headers }: Request, name) => headers.get(name) ?? undefined,
        url: ({ url }) => url,
        isSecure: () => true,
        appendCookie: () => {},
      },
    );
    const request = new Request('http://shop.example', { headers: { cookie: `flagstaff_overrides=${token}` } });
    expect((await flagsOf(request)).isEnabled('a')).toBe(true);
    expect((await ask('POST', '/override-tokens', { body: { ...body, overrides: { a: 'none' } } })).status).toBe(422);
    const bare = await startApi();
    expect((await bare.ask('POST', '/override-tokens', { body })).status).toBe(501);
    const short = { overrideTokens: { key: { id: 'k', secret: 'short' } } };
    await expect(startApi(short)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('keeps stored members', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS, privateAttributes: ['userId'] });
    expect((await ask('POST', '/segments/vips/members', { body: { add: ['u1', 2, 'u3'] } })).status).toBe(204);
    expect((await ask('POST', '/segments/vips/members', { body: { remove: ['u3'] }, as: 'rel' })).status).toBe(204);
    expect((await ask('GET', '/segments/vips/members', { as: 'ed' })).body.items.toSorted()).toEqual(['2', 'u1']);
    expect((await ask('GET', '/segments/vips/members', { as: 'vera' })).status).toBe(403);
    expect((await ask('DELETE', '/segments/vips/members', { as: 'rel' })).status).toBe(403);
    expect((await ask('DELETE', '/segments/vips/members')).status).toBe(204);
    expect((await ask('GET', '/segments/vips/members')).body.items).toEqual([]);
    expect((await ask('GET', '/segments/none/members')).status).toBe(404);
  });

  it('promotes, rolls back, and lists what is scheduled and who wrote', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    expect((await ask('GET', '/schedule?flag=a')).body.items).toMatchObject([
      { environment: 'staging', at: '2999-01-01' },
    ]);
    const promotion = { body: { from: 'staging', to: 'production', comment: 'Go.' } };
    expect((await ask('POST', '/promotions', { ...promotion, as: 'ed' })).status).toBe(403);
    const promoted = await ask('POST', '/promotions', { ...promotion, as: 'rel' });
    expect(promoted.body.commit).toMatchObject({ actor: 'rel', comment: 'Go.' });
    expect((await ask('POST', '/rollback', { body: { to: 1 }, as: 'rel' })).status).toBe(403);
    expect((await ask('POST', '/rollback?dryRun=1', { body: { to: 1 }, as: 'rel' })).status).toBe(403);
    const planned = (await ask('POST', '/rollback?dryRun=1', { body: { to: 1 } })).body;
    expect(planned).toMatchObject({
      commit: null,
      documents: [{ id: 'flag:a', effect: 'changed' }],
      preview: { valid: true, allowed: true, affected: [{ id: 'flag:a' }] },
    });
    expect((await ask('POST', '/rollback', { body: { to: 1 } })).body.commit.revision.number).toBe(3);
    expect((await ask('POST', '/rollback?dryRun=1', { body: { to: 3 } })).body.documents).toEqual([]);
    expect((await ask('POST', '/rollback', { body: { to: 99 } })).status).toBe(404);
    const { body } = await ask('GET', '/activity');
    expect(body.actors.map(({ actor }: { actor: string }) => actor)).toEqual(['root', 'rel', 'seed']);
    expect((await ask('GET', '/report?settledAfterDays=0')).body.unused).toEqual(['a', 'b']);
  });

  it('promotes only into environments whose heirs the caller may change too', async () => {
    const asked: unknown[] = [];
    const identities: { readonly [user: string]: Identity } = {
      ed: {
        actor: 'ed',
        roles: { staging: 'editor', eu: 'editor' },
        can(permission, { environment, document, tags }) {
          if (permission === 'write' && document !== undefined) asked.push([environment, document, tags]);
          return true;
        },
      },
      root: { actor: 'root', roles: 'admin' },
    };
    const { ask } = await startApi({
      authorize: ({ headers }) => identities[headers.get('x-user')!],
      documents: [
        { kind: 'environment', key: 'staging' },
        { kind: 'environment', key: 'eu', parent: 'staging' },
        { kind: 'environment', key: 'production', parent: 'eu' },
        { kind: 'flag', key: 'a', type: 'boolean', tags: ['shop'] },
      ],
    });
    const headers = { 'if-match': '*' };
    await ask('PATCH', '/flags/a', { body: { environments: { staging: { default: 'off' } }, default: 'on' }, headers });
    const body = { to: 'staging' };
    const refused = await ask('POST', '/promotions', { body, as: 'ed' });
    expect([refused.status, refused.body.environments]).toEqual([403, ['production']]);
    expect(asked).toEqual([
      ['eu', 'flag:a', ['shop']],
      ['staging', 'flag:a', ['shop']],
    ]);
    // A patch of its own hides what is promoted.
    await ask('PATCH', '/flags/a', { body: { environments: { production: { default: 'off' } } }, headers });
    const promoted = await ask('POST', '/promotions', { body, as: 'ed' });
    expect(promoted.body.commit).toMatchObject({ actor: 'ed', changes: [{ id: 'flag:a' }] });
  });

  it('promotes no flag that another writer changed after the permission was checked', async () => {
    const storage = createMemoryStorage();
    const { commit } = storage;
    let interrupt: (() => Promise<unknown>) | undefined;
    storage.commit = async (...args) => {
      const first = interrupt;
      interrupt = undefined;
      await first?.();
      return commit(...args);
    };
    const differing = (key: string, environments: FlagDocument['environments']): FlagDocument => ({
      kind: 'flag',
      key,
      type: 'boolean',
      ...(environments && { environments }),
    });
    const { ask, flagstaff } = await startApi({
      storage,
      authorize: () => ({ actor: 'ed', roles: 'editor', can: (_, { document }) => document !== 'flag:b' }),
      documents: [
        { kind: 'environment', key: 'staging' },
        { kind: 'environment', key: 'live' },
        differing('a', { staging: { default: 'on' } }),
        differing('b', undefined),
      ],
    });
    interrupt = () => manage(flagstaff).set(differing('b', { staging: { default: 'on' } }));
    const refused = await ask('POST', '/promotions', { body: { from: 'staging', to: 'live' } });
    expect([refused.status, refused.body.code, refused.body.environments]).toEqual([
      403,
      'PERMISSION_DENIED',
      ['live'],
    ]);
    const { flags } = await manage(flagstaff).compare('staging', 'live');
    expect(flags.map(({ flag }) => flag)).toEqual(['a', 'b']);
  });

  it('previews who of the sample a promotion and a revert move', async () => {
    const { ask } = await startApi({
      documents: DOCUMENTS,
      audience: () => [{ userId: '1' }, { userId: '2' }, { userId: '3' }],
    });
    const headers = { 'if-match': '*' };
    await ask('PATCH', '/flags/b', { body: { environments: { staging: { default: 'on' } } }, headers });
    const body = { from: 'staging', to: 'production', flags: ['b'] };
    const dry = await ask('POST', '/promotions?dryRun=1', { body: { ...body, audience: true }, as: 'ed' });
    expect(dry.body).toMatchObject({ commit: null, preview: { valid: true, allowed: false } });
    const inProduction = ({ environment }: { environment: string }): boolean => environment === 'production';
    expect(dry.body.preview.flips.find(inProduction)).toMatchObject({ contexts: 3, flags: { b: 3 } });
    const key = { 'idempotency-key': crypto.randomUUID() };
    const promoted = await ask('POST', '/promotions', { body, headers: key });
    const again = await ask('POST', '/promotions', { body, headers: key });
    expect([again.headers.get('idempotent-replayed'), again.body.commit]).toEqual(['true', promoted.body.commit]);
    const { number } = promoted.body.commit.revision;
    const revert = await ask('POST', `/commits/${number}/revert?dryRun=1`, { body: { audience: true } });
    expect(revert.body.preview.flips.find(inProduction)).toMatchObject({ contexts: 3, flags: { b: 3 } });
  });

  it('lists and creates the flags that the program defines', async () => {
    const definitions = { a: { type: 'boolean', owner: 'ada' }, new: { type: 'boolean' } } as const;
    const { ask } = await startApi({ documents: DOCUMENTS, definitions });
    const missing = { missing: ['flag:new'], differing: [{ flag: 'a', field: 'owner', defined: 'ada', stored: null }] };
    expect((await ask('GET', '/definitions', { as: 'vera' })).body).toEqual(missing);
    expect((await ask('POST', '/definitions', { body: {}, as: 'ed' })).body.environments).toEqual(['production']);
    const created = await ask('POST', '/definitions', { body: { comment: 'Start.' } });
    expect(created.body).toMatchObject({ created: ['flag:new'], commit: { comment: 'Start.' } });
    expect((await ask('GET', '/definitions')).body.missing).toEqual([]);
    const bare = await startApi();
    expect((await bare.ask('GET', '/definitions')).status).toBe(400);
  });
});
