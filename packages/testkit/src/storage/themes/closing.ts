import assert from 'node:assert/strict';
import { assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const closing: Theme = {
  name: 'close',
  cases: [
    ...cases(['close'], {
      'closes twice, and at once': async ({ storage }) => {
        await storage.set(flag('a'));
        await Promise.all([storage.close(), storage.close()]);
        await storage.close();
      },

      'closes before it was ever used': async ({ storage }) => {
        await storage.close();
        await assertRejects(storage.list(), 'CLOSED');
      },

      'answers CLOSED to everything afterwards': async ({ storage }) => {
        await storage.set(flag('a'));
        await storage.close();
        await assertRejects(storage.get('flag:a'), 'CLOSED');
        await assertRejects(storage.list(), 'CLOSED');
        await assertRejects(storage.set(flag('a')), 'CLOSED');
        await assertRejects(storage.delete('flag:a'), 'CLOSED');
      },
    }),
    ...cases(['close', 'snapshot', 'commit', 'changes', 'revision', 'history'], {
      'answers CLOSED to what more it can do': async ({ storage }) => {
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
      'answers CLOSED to questions about members': async ({ storage }) => {
        await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
        await storage.close();
        await assertRejects(storage.hasMembers([{ segment: 'vip', member: 'ada' }]), 'CLOSED');
        await assertRejects(storage.changeMembers('vip', { type: 'remove', members: ['ada'] }), 'CLOSED');
        await assertRejects(storage.listMembers('vip'), 'CLOSED');
      },
    }),
    ...cases(['close', 'watch'], {
      'lets watchers stop afterwards': async ({ storage }) => {
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
