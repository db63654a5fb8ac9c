import assert from 'node:assert/strict';
import type { CommitDelta } from '@flagstaff/core/storage';
import { eventually } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const watching: Theme = {
  name: 'watch',
  cases: [
    ...cases(['watch'], {
      'watch calls back after a write': async ({ storage }) => {
        let calls = 0;
        const stop = await storage.watch(() => calls++);
        await storage.set(flag('a'));
        await eventually(() => calls > 0, 'a watcher is called after a set');
        await stop();
      },

      'watch calls back after a delete': async ({ storage }) => {
        await storage.set(flag('a'));
        const heard: boolean[] = [];
        const stop = await storage.watch(() => heard.push(true));
        await storage.delete('flag:a');
        await eventually(() => heard.length > 0, 'a watcher is called after a delete');
        await stop();
      },

      'watch calls back after a write of a second client': async ({ storage, second }) => {
        const other = await second();
        let calls = 0;
        const stop = await storage.watch(() => calls++);
        await other.set(flag('a'));
        await eventually(() => calls > 0, 'a watcher is called after a write of another client');
        assert.ok(await storage.get('flag:a'), 'the change can be read when it is announced');
        await stop();
      },

      'watch calls every listener, and twice for a function registered twice': async ({ storage }) => {
        const heard: string[] = [];
        const twice = (): unknown => heard.push('twice');
        const stops = [
          await storage.watch(() => heard.push('once')),
          await storage.watch(() => void twice()),
          await storage.watch(() => void twice()),
        ];
        await stops[1]?.();
        await storage.set(flag('a'));
        await eventually(() => heard.includes('once') && heard.includes('twice'), 'every watcher is called');
        await Promise.all(stops.map((stop) => stop()));
      },

      'watch does not call a stopped listener': async ({ storage }) => {
        const heard: string[] = [];
        const stopFirst = await storage.watch(() => heard.push('stopped'));
        const stopOther = await storage.watch(() => heard.push('listening'));
        await stopFirst();
        await stopFirst();
        await storage.set(flag('a'));
        await eventually(() => heard.includes('listening'), 'the other watcher is called');
        assert.equal(heard.includes('stopped'), false);
        await stopOther();
      },

      'watch survives a listener that throws': async ({ storage }) => {
        let calls = 0;
        const stopThrowing = await storage.watch(() => {
          throw new Error('thrown by a watcher, on purpose');
        });
        const stop = await storage.watch(() => calls++);
        await storage.set(flag('a'));
        await eventually(() => calls > 0, 'the other watcher is called');
        const before = calls;
        await storage.set(flag('b'));
        await eventually(() => calls > before, 'the other watcher is called again');
        await stopThrowing();
        await stop();
      },
    }),
    ...cases(['watch', 'commit', 'changes', 'revision'], {
      'watch passes nothing, or the commit as `changes` returns it': async ({ storage, second }) => {
        const other = await second();
        const { revision } = await other.commit([{ type: 'set', document: flag('a') }]);
        // A client reads the revision before it watches.
        await storage.revision();
        const announced: (CommitDelta | undefined)[] = [];
        const stop = await storage.watch((passed) => {
          // The nodes of a cluster bring announcements from before the watch, too.
          if (passed?.revision.number !== revision.number) announced.push(passed);
        });
        const commit = await other.commit([
          { type: 'set', document: flag('a') },
          { type: 'set', document: flag('b') },
        ]);
        await eventually(() => announced.length > 0, 'a watcher is called after a commit of another client');
        const logged = await storage.changes(revision);
        assert.deepEqual(logged?.at(-1)?.revision, commit.revision);
        for (const passed of announced) if (passed !== undefined) assert.deepEqual(passed, logged?.at(-1));
        await stop();
      },
    }),
  ],
};
