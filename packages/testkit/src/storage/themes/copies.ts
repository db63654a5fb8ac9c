import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag } from '../documents.ts';

const original = { ...flag('a'), metadata: { team: 'web' } };
const draft = (): typeof original => structuredClone(original);

/** Modifies everything reachable from a value that a caller holds. */
function modify(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const name of Object.keys(value)) {
    const holder = value as Record<string, unknown>;
    modify(holder[name]);
    holder[name] = 'modified by the caller';
  }
}

export const copies: Theme = {
  name: 'copies',
  cases: [
    ...cases([], {
      'a stored document is independent of later changes by its writer': async ({ storage }) => {
        const mine = draft();
        await storage.set(mine);
        modify(mine);
        assertSameDocument(await storage.get('flag:a'), original);
      },

      'a stored document is independent of changes by its reader': async ({ storage }) => {
        modify(await storage.set(draft()));
        modify(await storage.get('flag:a'));
        modify(await storage.list());
        assertSameDocument(await storage.get('flag:a'), original);
        assertSameDocument((await storage.list())[0], original);
      },

      'a backend does not modify its arguments': async ({ storage }) => {
        const mine = draft();
        await storage.set(mine);
        assert.deepEqual(mine, original);
      },
    }),
    ...cases(['commit', 'history', 'snapshot'], {
      'commits, history and snapshots are independent of changes by their reader': async ({ storage }) => {
        const changes = [{ type: 'set' as const, document: draft() }];
        const commit = await storage.commit(changes);
        const expected = structuredClone(commit);
        modify(changes);
        modify(commit);
        modify(await storage.history());
        modify(await storage.snapshot());
        assertSameDocument(await storage.get('flag:a'), original);
        assert.deepEqual((await storage.history()).items, [expected]);
        assert.deepEqual((await storage.snapshot()).revision, expected.revision);
      },
    }),
  ],
};
