import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Change, Management } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';

function managed(historyLimit?: number): Management {
  const flagstaff = createFlagstaff({ storage: createMemoryStorage({ historyLimit }), pollIntervalMs: false });
  onTestFinished(() => flagstaff.close());
  return manage(flagstaff);
}

const FLAG: FlagDocument = { kind: 'flag', key: 'a', type: 'boolean', default: 'off' };
const LIVE: Document = { kind: 'environment', key: 'live.eu' };

const set = (document: Document): Change => ({ type: 'set', document });

async function bodyOf(management: Management, id: 'flag:a' | 'flag:b'): Promise<unknown> {
  const stored = await management.get(id);
  if (stored === undefined) return undefined;
  const { version: _, createdAt: _created, updatedAt: _updated, updatedBy: _by, ...body } = stored;
  return body;
}

describe('revert', () => {
  it('undoes one commit and keeps what others changed since', async () => {
    const management = managed();
    await management.commit([set(LIVE), set(FLAG)]);
    const patched = { ...FLAG, default: 'on', environments: { 'live.eu': { default: 'off', off: 'off' } } } as const;
    const { revision } = await management.commit([set(patched)]);
    const later = {
      ...patched,
      owner: 'ada',
      environments: { 'live.eu': { ...patched.environments['live.eu'], status: 'inactive' } },
    };
    await management.set(later as FlagDocument);

    const planned = await management.revert(revision.number, { dryRun: true });
    expect(planned).toMatchObject({ conflicts: [], commit: undefined, changes: [{ type: 'set', ifVersion: 3 }] });
    expect((await management.get('flag:a'))?.version).toBe(3);

    const { commit } = await management.revert(revision.number, { actor: 'bob', changes: planned.changes });
    expect(commit).toMatchObject({ actor: 'bob', comment: 'Revert revision 2' });
    expect(await bodyOf(management, 'flag:a')).toEqual({
      ...FLAG,
      owner: 'ada',
      environments: { 'live.eu': { status: 'inactive' } },
    });
    // It is undone already.
    expect(await management.revert(revision.number)).toEqual({ changes: [], conflicts: [], commit: undefined });
  });

  it('restores the whole document when nothing else changed it', async () => {
    const management = managed();
    await management.commit([set(FLAG), set({ ...FLAG, key: 'b' })]);
    const { revision } = await management.commit([
      set({ ...FLAG, type: 'string', variants: { on: 'x' }, default: 'on' }),
      { type: 'delete', id: 'flag:b' },
      set({ ...FLAG, key: 'c' }),
    ]);
    await management.revert(revision.number);
    expect(await bodyOf(management, 'flag:a')).toEqual(FLAG);
    expect(await bodyOf(management, 'flag:b')).toEqual({ ...FLAG, key: 'b' });
    expect(await management.get('flag:c')).toBeUndefined();
    // The revert of the revert.
    await management.revert(revision.number + 1);
    expect(await management.get('flag:b')).toBeUndefined();
    expect(await management.get('flag:c')).toMatchObject({ default: 'off' });
  });

  it('rejects with the fields that later commits changed too, and names them in a dry run', async () => {
    const management = managed();
    await management.set(FLAG);
    const changed = { ...FLAG, default: 'on', description: 'one' } as const;
    await management.commit([set(changed), set({ ...FLAG, key: 'new' })]);
    await management.set({ ...changed, default: 'off', description: 'two' }, { actor: 'eve' });
    await management.set({ ...FLAG, key: 'new', owner: 'eve' });
    const { conflicts, changes } = await management.revert(2, { dryRun: true });
    expect(conflicts).toEqual([
      { id: 'flag:a', fields: ['description'], version: 3, updatedBy: 'eve', updatedAt: expect.any(String) },
      { id: 'flag:new', fields: ['owner'], version: 2, updatedAt: expect.any(String) },
    ]);
    expect(changes).toEqual([]);
    await expect(management.revert(2)).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      message: expect.stringContaining('flag:a (description); flag:new (owner)'),
    });
    expect((await management.history()).items).toHaveLength(4);
    // Deleted since: what it was is gone, so nothing can be merged.
    await management.delete('flag:a');
    expect((await management.revert(2, { dryRun: true })).conflicts[0]).toMatchObject({ id: 'flag:a', version: 0 });
  });

  it('is checked like any other write', async () => {
    const management = managed();
    await management.set({ kind: 'segment', key: 's', when: { attribute: 'plan', operator: 'eq', value: 'pro' } });
    await management.set({ ...FLAG, rules: [{ when: { segment: 's' }, serve: 'on' }] });
    await expect(management.revert(1)).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' });
    const { changes } = await management.revert(2, { dryRun: true });
    await management.set({ kind: 'segment', key: 's', when: { attribute: 'plan', operator: 'eq', value: 'team' } });
    await management.set({ ...FLAG, rules: [{ when: { segment: 's' }, serve: 'off' }] });
    await expect(management.revert(2, { changes })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(management.revert(99)).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
    for (const [revision, options] of [['1'], [1, { dry: true }], [1, { dryRun: 1 }], [1, { changes: {} }]] as const) {
      await expect(management.revert(revision as never, options as never)).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    }
  });
});

describe('documentsAt', () => {
  it('rebuilds the documents of a revision', async () => {
    const management = managed();
    const { revision } = await management.commit([set(FLAG), set({ ...FLAG, key: 'b' })]);
    const first = await management.list();
    await management.set({ ...FLAG, default: 'on' });
    await management.delete('flag:b');
    await management.set({ ...FLAG, key: 'c' });
    const past = await management.documentsAt(1);
    expect(past.revision).toEqual(revision);
    expect(past.documents.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(first);
    expect((await management.documentsAt(4)).documents).toEqual(await management.list());
    for (const number of [0, 5, 1.5]) {
      await expect(management.documentsAt(number)).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
    }
    await expect(management.documentsAt('1' as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('rejects a revision that the history no longer has', async () => {
    const management = managed(2);
    for (const key of ['a', 'b', 'c', 'd']) await management.set({ ...FLAG, key });
    expect((await management.documentsAt(3)).documents).toHaveLength(3);
    await expect(management.documentsAt(1)).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
  });
});
