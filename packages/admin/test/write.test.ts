import type { Document } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

const FLAG = { kind: 'flag', key: 'a', type: 'boolean', default: 'off' } as const;
const ENVIRONMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging' },
];

describe('writing one document', () => {
  it('creates, replaces, patches and deletes on condition of the ETag', async () => {
    const { ask } = await startApi();
    const created = await ask('POST', '/flags?comment=First', { body: FLAG });
    expect(created).toMatchObject({ status: 201, body: { version: 1, updatedBy: 'root' } });
    expect(created.headers.get('location')).toBe('/admin/flags/api/v1/flags/a');
    expect(created.headers.get('flagstaff-revision')).toBe('1');
    const first = created.headers.get('etag')!;

    expect(await ask('POST', '/flags', { body: FLAG })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_EXISTS' },
    });
    expect((await ask('PUT', '/flags/a', { body: FLAG })).status).toBe(428);
    const replaced = await ask('PUT', '/flags/a', {
      body: { ...FLAG, default: 'on', description: 'x' },
      headers: { 'if-match': first },
    });
    expect(replaced).toMatchObject({ status: 200, body: { version: 2, default: 'on' } });
    const second = replaced.headers.get('etag')!;
    const patched = await ask('PATCH', '/flags/a', {
      body: { description: null, tags: ['t'] },
      // A proxy that compresses makes it weak.
      headers: { 'if-match': `W/${second}`, 'content-type': 'application/merge-patch+json' },
    });
    expect(patched.body).toMatchObject({ version: 3, default: 'on', tags: ['t'] });
    expect(patched.body.description).toBeUndefined();
    const third = patched.headers.get('etag')!;
    expect((await ask('DELETE', '/flags/a', { headers: { 'if-match': second } })).status).toBe(412);
    expect((await ask('DELETE', '/flags/a', { headers: { 'if-match': third } })).status).toBe(204);
    expect((await ask('GET', '/flags/a')).status).toBe(404);
    expect((await ask('DELETE', '/flags/a', { headers: { 'if-match': third } })).status).toBe(404);
    const { body } = await ask('GET', '/flags/a/history');
    expect(body.items.at(-1)).toMatchObject({ actor: 'root', comment: 'First', via: 'api' });
  });

  it('creates with `If-None-Match: *` only if there is none', async () => {
    const { ask } = await startApi();
    const headers = { 'if-none-match': '*' };
    expect((await ask('PUT', '/flags/a', { body: FLAG, headers })).status).toBe(201);
    expect(await ask('PUT', '/flags/a', { body: FLAG, headers })).toMatchObject({
      status: 412,
      body: { code: 'ALREADY_EXISTS' },
    });
  });

  it('explains a conflict: the current document, what changed, and what both changed', async () => {
    const { ask } = await startApi({ documents: [FLAG] });
    const { headers } = await ask('GET', '/flags/a');
    const stale = { 'if-match': headers.get('etag')! };
    await ask('PATCH', '/flags/a', { body: { default: 'on', owner: 'ada' }, headers: stale, as: 'ed' });
    const refused = await ask('PATCH', '/flags/a', { body: { default: 'on', description: 'mine' }, headers: stale });
    expect(refused).toMatchObject({
      status: 412,
      body: {
        code: 'VERSION_CONFLICT',
        current: { version: 2, owner: 'ada', updatedBy: 'ed' },
        changedFields: ['default', 'owner'],
        conflictingFields: ['default'],
      },
    });
    const retried = await ask('PATCH', '/flags/a', {
      body: { description: 'mine' },
      headers: { 'if-match': refused.headers.get('etag')! },
    });
    expect(retried.status).toBe(200);
  });

  it('reports what is wrong with a document, with paths', async () => {
    const { ask } = await startApi({ documents: [FLAG] });
    const invalid = await ask('POST', '/flags', {
      body: { ...FLAG, key: 'b', rules: [{ serve: 'absent' }, { serve: 'on', when: [{ segment: 'none' }] }] },
    });
    expect(invalid).toMatchObject({ status: 422, body: { code: 'INVALID_DOCUMENT' } });
    expect(invalid.body.problems[0]).toMatchObject({ path: '$.rules[0].serve', fault: 'meaning' });
    expect((await ask('POST', '/segments', { body: FLAG })).status).toBe(422);
    const missing = await ask('POST', '/flags', {
      body: { ...FLAG, key: 'c', prerequisites: [{ flag: 'none', variants: ['on'] }] },
    });
    expect(missing).toMatchObject({ status: 422, body: { problems: [{ fault: 'reference' }] } });
    const headers = { 'if-match': '*' };
    expect((await ask('PATCH', '/flags/a', { body: { key: 'other' }, headers })).status).toBe(422);
    const variants = { on: { nested: null } };
    expect((await ask('PATCH', '/flags/a', { body: { variants }, headers })).status).toBe(422);
    await ask('POST', '/flags', { body: { ...FLAG, key: 'user', prerequisites: [{ flag: 'a', variants: ['on'] }] } });
    expect(await ask('DELETE', '/flags/a', { headers })).toMatchObject({
      status: 409,
      body: { code: 'DOCUMENT_IN_USE' },
    });
  });

  it('refuses writes of a read-only mount, and writes without a required comment', async () => {
    const locked = await startApi({ readOnly: true });
    expect(await locked.ask('POST', '/flags', { body: FLAG })).toMatchObject({
      status: 403,
      body: { code: 'READ_ONLY' },
    });
    const strict = await startApi({ requireComment: true });
    expect(await strict.ask('POST', '/flags', { body: FLAG })).toMatchObject({
      status: 400,
      body: { code: 'COMMENT_REQUIRED' },
    });
    expect((await strict.ask('POST', '/flags?comment=Why', { body: FLAG })).status).toBe(201);
  });
});

describe('committing', () => {
  it('changes several documents in one commit', async () => {
    const { ask } = await startApi({ documents: [FLAG] });
    const done = await ask('POST', '/commits', {
      body: { changes: [{ set: { ...FLAG, key: 'b' }, ifVersion: 0 }, { delete: 'flag:a' }], comment: 'Rename.' },
    });
    expect(done).toMatchObject({ status: 201, body: { actor: 'root', comment: 'Rename.' } });
    expect(done.body.changes).toHaveLength(2);
    const conflict = await ask('POST', '/commits', {
      body: { changes: [{ set: { ...FLAG, key: 'b' }, ifVersion: 0 }] },
    });
    expect(conflict).toMatchObject({ status: 409, body: { code: 'VERSION_CONFLICT' } });
  });

  it('answers a repeated Idempotency-Key with the same commit, and refuses it for other changes', async () => {
    const { ask } = await startApi({ documents: [FLAG] });
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const body = { changes: [{ set: { ...FLAG, default: 'on' } }] };
    const first = await ask('POST', '/commits', { body, headers });
    const again = await ask('POST', '/commits', { body, headers });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await ask('POST', '/commits', { body: { changes: [{ delete: 'flag:a' }] }, headers })).toMatchObject({
      status: 422,
      body: { code: 'TOKEN_REUSED' },
    });
    expect((await ask('GET', '/flags/a')).body.version).toBe(2);

    const { headers: read } = await ask('GET', '/flags/a');
    const patch = { 'if-match': read.get('etag')!, 'idempotency-key': crypto.randomUUID() };
    const patched = await ask('PATCH', '/flags/a', { body: { owner: 'ada' }, headers: patch });
    const repeated = await ask('PATCH', '/flags/a', { body: { owner: 'ada' }, headers: patch });
    expect([patched.status, repeated.status, repeated.body.version]).toEqual([200, 200, 3]);
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    expect((await ask('POST', '/commits', { body, headers: { 'idempotency-key': 'a b' } })).status).toBe(400);
  });
});

describe('permissions by effect', () => {
  const write = (flag: object): object => ({ changes: [{ set: { ...FLAG, ...flag } }] });

  it('refuses an editor what a protected environment serves, however it is written', async () => {
    const patched = { ...FLAG, environments: { production: { default: 'off', rules: [] } } };
    const { ask } = await startApi({ documents: [...ENVIRONMENTS, patched] });
    const environments = patched.environments;
    const asEditor = (flag: object) => ask('POST', '/commits', { body: write(flag), as: 'ed' });
    // Hidden by the patch of production.
    expect((await asEditor({ environments, default: 'on' })).status).toBe(201);
    expect((await asEditor({ environments: { ...environments, staging: { default: 'on' } } })).status).toBe(201);
    expect((await asEditor({ environments, description: 'People read this.' })).status).toBe(201);
    expect(await asEditor({ environments, type: 'boolean', clientSide: true })).toMatchObject({
      status: 403,
      body: { code: 'PERMISSION_DENIED', environments: ['production'] },
    });
    expect((await asEditor({ environments: {} })).status).toBe(201);
    // Production now inherits.
    expect((await asEditor({ environments: {}, default: 'on' })).status).toBe(403);
    expect((await ask('POST', '/commits', { body: write({ default: 'on' }), as: 'rel' })).status).toBe(201);
  });

  it('needs a releaser to delete, and an admin for environments', async () => {
    const { ask } = await startApi({ documents: [ENVIRONMENTS[1]!, FLAG] });
    const remove = { changes: [{ delete: 'flag:a' }] };
    expect((await ask('POST', '/commits', { body: remove, as: 'vera' })).status).toBe(403);
    expect((await ask('POST', '/commits', { body: remove, as: 'ed' })).status).toBe(403);
    const environment = { changes: [{ set: { kind: 'environment', key: 'new' } }] };
    expect((await ask('POST', '/commits', { body: environment, as: 'rel' })).status).toBe(403);
    expect((await ask('POST', '/commits', { body: environment })).status).toBe(201);
    expect((await ask('POST', '/commits', { body: remove, as: 'rel' })).status).toBe(201);
  });
});
