import assert from 'node:assert/strict';
import { assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const closing: Theme = {
  name: 'close',
  cases: [
    ...cases(['close'], {
      'close can be called twice, also concurrently': async ({ storage }) => {
        await storage.set(flag('a'));
        await Promise.all([storage.close(), storage.close()]);
        await storage.close();
      },

      'close can be called before the first use': async ({ storage }) => {
        await storage.close();
        await assertRejects(storage.list(), 'CLOSED');
      },

      'the four methods reject with CLOSED after close': async ({ storage }) => {
        await storage.set(flag('a'));
        await storage.close();
        await assertRejects(storage.get('flag:a'), 'CLOSED');
        await assertRejects(storage.list(), 'CLOSED');
        await assertRejects(storage.set(flag('a')), 'CLOSED');
        await assertRejects(storage.delete('flag:a'), 'CLOSED');
      },
    }),
    ...cases(['close', 'snapshot', 'commit', 'changes', 'revision', 'history'], {
      'optional methods reject with CLOSED after close': async ({ storage }) => {
        const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
        await storage.close();
        await assertRejects(storage.snapshot(), 'CLOSED');
        await assertRejects(storage.commit([{ type: 'delete', id: 'flag:a' }]), 'CLOSED');
        await assertRejects(storage.changes(revision), 'CLOSED');
        await assertRejects(storage.revision(), 'CLOSED');
        await assertRejects(storage.history(), 'CLOSED');
      },
    }),
    ...cases(['close', 'hasMembers', 'changeMembers', 'listMembers'], {
      'member methods reject with CLOSED after close': async ({ storage }) => {
        await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
        await storage.close();
        await assertRejects(storage.hasMembers([{ segment: 'vip', member: 'ada' }]), 'CLOSED');
        await assertRejects(storage.changeMembers('vip', { type: 'remove', members: ['ada'] }), 'CLOSED');
        await assertRejects(storage.listMembers('vip'), 'CLOSED');
      },
    }),
    ...cases(['close', 'watch'], {
      'a watch can be stopped after close': async ({ storage }) => {
        const stop = await storage.watch(() => assert.fail('nothing was written'));
        await storage.close();
        await stop();
        await assertRejects(
          storage.watch(() => undefined),
          'CLOSED',
        );
      },
    }),
  ],
};
