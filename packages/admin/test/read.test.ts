import type { Document } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging', parent: 'production', name: 'Staging' },
  { kind: 'segment', key: 'beta', when: [{ attribute: 'email', operator: 'ends_with', value: '@shop.example' }] },
  {
    kind: 'flag',
    key: 'checkout',
    type: 'string',
    variants: { classic: 'a', express: 'b' },
    default: 'classic',
    tags: ['shop'],
    owner: 'ada',
    description: 'The new checkout',
    rules: [{ when: [{ segment: 'beta' }], serve: 'express' }],
    environments: { staging: { default: 'express' } },
  },
  { kind: 'flag', key: 'dark', type: 'boolean', default: 'on', clientSide: true },
  { kind: 'flag', key: 'old', type: 'boolean', status: 'archived' },
];

describe('reading', () => {
  it('returns the caller with permissions by environment', async () => {
    const { ask } = await startApi({ storage: createMemoryStorage(), documents: DOCUMENTS });
    const { status, body } = await ask('GET', '/me', { as: 'ed' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      actor: 'ed',
      roles: { '*': 'editor' },
      permissions: { '*': ['read', 'write'], production: ['read', 'write'] },
      environments: [
        { key: 'production', protected: true },
        { key: 'staging', protected: false, parent: 'production', name: 'Staging' },
      ],
      capabilities: { history: true, members: true, commit: true, counts: false },
      storage: 'memory',
    });
  });

  it('lists documents with a cell per environment, filtered, sorted and paged', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const all = await ask('GET', '/flags');
    expect(all.body.items.map(({ key }: { key: string }) => key)).toEqual(['checkout', 'dark', 'old']);
    expect(all.body.items[0].cells).toMatchObject({
      '*': { default: 'classic', status: 'active', rules: 1, patched: false, state: 'new' },
      production: { default: 'classic', patched: false },
      staging: { default: 'express', patched: true },
    });
    const keysOf = async (query: string): Promise<string[]> => {
      const { body } = await ask('GET', `/flags?${query}`);
      return body.items.map(({ key }: { key: string }) => key);
    };
    expect(await keysOf('q=new%20checkout')).toEqual(['checkout']);
    expect(await keysOf('tag=shop')).toEqual(['checkout']);
    expect(await keysOf('owner=ada&type=string')).toEqual(['checkout']);
    expect(await keysOf('client=1')).toEqual(['dark']);
    expect(await keysOf('state=archived')).toEqual(['old']);
    expect(await keysOf('sort=-key')).toEqual(['old', 'dark', 'checkout']);
    expect(await keysOf('changedSince=2999-01-01')).toEqual([]);
    const first = await ask('GET', '/flags?limit=2');
    const second = await ask('GET', `/flags?limit=2&cursor=${first.body.next}`);
    expect(second.body).toMatchObject({ items: [{ key: 'old' }] });
    expect(second.body.next).toBeUndefined();
    const etag = first.headers.get('etag')!;
    expect((await ask('GET', '/flags?limit=2', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask('GET', '/segments?fields=document')).body.items[0].document.when).toHaveLength(1);
    expect((await ask('GET', '/environments')).body.items).toHaveLength(2);
  });

  it.each(['tagg=x', 'limit=0', 'limit=501', 'limit=2&limit=3', 'state=odd', 'cursor=%7B', 'changedSince=yesterday'])(
    'refuses the query %s',
    async (query) => {
      const { ask } = await startApi();
      expect(await ask('GET', `/flags?${query}`)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    },
  );

  it('returns a document with its ETag, and a flag as an environment has it', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    const flag = await ask('GET', '/flags/checkout');
    expect(flag.body).toMatchObject({ key: 'checkout', version: 1, updatedBy: 'seed' });
    const etag = flag.headers.get('etag')!;
    expect(etag).toMatch(/^"1-[0-9a-f]{16}"$/);
    expect((await ask('GET', '/flags/checkout', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask('HEAD', '/flags/checkout')).headers.get('etag')).toBe(etag);
    expect((await ask('GET', '/flags/checkout?environment=staging')).body.default).toBe('express');
    expect((await ask('GET', '/flags/checkout?environment=moon')).status).toBe(404);
    expect((await ask('GET', '/segments/beta?environment=staging')).status).toBe(400);
    expect(await ask('GET', '/flags/absent')).toMatchObject({ status: 404, body: { code: 'DOCUMENT_NOT_FOUND' } });
  });

  it('returns histories with the changed fields', async () => {
    const { ask, flagstaff } = await startApi({ documents: DOCUMENTS });
    const dark = { kind: 'flag', key: 'dark', type: 'boolean', default: 'off' } as const;
    const environments = { staging: { default: 'on' } };
    await manage(flagstaff).set({ ...dark, environments }, { actor: 'ada', comment: 'Off.' });
    const { body } = await ask('GET', '/flags/dark/history');
    expect(body.items).toHaveLength(2);
    // The document was created together with others.
    expect(body.items[1]).toMatchObject({ changes: [{ id: 'flag:dark' }], others: DOCUMENTS.length - 1 });
    expect(body.items[0].others).toBeUndefined();
    expect(body.items[0]).toMatchObject({
      actor: 'ada',
      comment: 'Off.',
      changes: [
        {
          id: 'flag:dark',
          fields: [
            { field: 'default', from: 'on', to: 'off' },
            { field: 'clientSide', from: true, to: null },
            { field: 'environments.staging.default', from: null, to: 'on' },
          ],
        },
      ],
    });
    const { number, token } = body.items[0].revision;
    expect((await ask('GET', `/commits/${number}`)).body.revision.token).toBe(token);
    expect((await ask('GET', `/commits/by-token/${token}`)).body.revision.number).toBe(number);
    expect((await ask('GET', '/commits?document=flag:dark')).body.items).toHaveLength(2);
    expect((await ask('GET', '/commits?limit=1')).body.next).toBeTypeOf('string');
    expect((await ask('GET', '/commits/999')).status).toBe(404);
    expect((await ask('GET', '/commits/by-token/none')).status).toBe(404);
  });

  it('compares environments, and returns the matrix and all documents', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS });
    expect((await ask('GET', '/compare?from=production&to=staging')).body).toMatchObject({
      flags: [{ flag: 'checkout', version: 1, fields: [{ field: 'default', from: 'classic', to: 'express' }] }],
      variants: { checkout: ['classic', 'express'] },
    });
    expect((await ask('GET', '/matrix')).body).toMatchObject({
      environments: ['production', 'staging'],
      items: [
        { flag: 'checkout', variants: ['classic', 'express'], differs: { production: [], staging: ['default'] } },
        {},
        {},
      ],
    });
    const exported = await ask('GET', '/export');
    expect(exported.body.documents).toHaveLength(6);
    expect(exported.headers.get('etag')).not.toBeNull();
    expect((await ask('HEAD', '/export')).status).toBe(200);
  });

  it('returns its description, the schema of documents and its health', async () => {
    const { ask } = await startApi({ storage: createMemoryStorage(), documents: DOCUMENTS });
    expect((await ask('GET', '/openapi.json')).body.openapi).toBe('3.1.0');
    expect((await ask('GET', '/schema.json')).body.$defs.flag).toBeTypeOf('object');
    expect((await ask('GET', '/health')).body).toMatchObject({
      state: 'ready',
      storage: 'memory',
      announces: true,
      clockSkewMs: null,
      documents: { flags: 3, segments: 1, environments: 2 },
      errors: [],
    });
  });

  it('says when the store was last read, also while it cannot be', async () => {
    const storage = createMemoryStorage();
    const { revision } = storage;
    let isAway = false;
    storage.revision = async () => {
      if (isAway) throw new Error('The store is away.');
      return revision();
    };
    const { ask } = await startApi({ storage, documents: DOCUMENTS });
    const { lastRead } = (await ask('GET', '/health')).body;
    expect(Date.parse(lastRead)).not.toBeNaN();
    isAway = true;
    const lost = (await ask('GET', '/health')).body;
    expect(lost.state).toBe('stale');
    expect(Date.parse(lost.lastRead)).toBeGreaterThanOrEqual(Date.parse(lastRead));
    expect((await ask('GET', '/health')).body.lastRead).toBe(lost.lastRead);
  });

  it('streams changes with the ids of documents and flags', async () => {
    const { url, flagstaff } = await startApi({ documents: DOCUMENTS });
    const controller = new AbortController();
    const stream = await fetch(`${url}/api/v1/events`, {
      headers: { 'x-user': 'vera', 'last-event-id': 'another' },
      signal: controller.signal,
    });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('"type":"changed"');
    await manage(flagstaff).set({ kind: 'segment', key: 'beta' });
    const { value } = await reader.read();
    expect(value).toContain('"documents":["segment:beta"],"flags":["checkout"]');
    expect(value).toContain(`id: ${flagstaff.revision!.token}\n`);
    controller.abort();
  });

  it('masks values of private attributes for viewers, without an ETag', async () => {
    const { ask } = await startApi({ documents: DOCUMENTS, privateAttributes: ['email'] });
    const shown = await ask('GET', '/segments/beta', { as: 'vera' });
    expect(shown.body.when[0].value).toBe('(private)');
    expect(shown.headers.get('etag')).toBeNull();
    expect((await ask('GET', '/segments/beta', { as: 'ed' })).body.when[0].value).toBe('@shop.example');
    const history = await ask('GET', '/segments/beta/history', { as: 'vera' });
    expect(JSON.stringify(history.body)).not.toContain('shop.example');
    expect(JSON.stringify((await ask('GET', '/export', { as: 'vera' })).body)).not.toContain('@shop.example');
  });
});
