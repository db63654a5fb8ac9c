// Writes whose reply is lost.
import { expect, it } from 'vitest';
import type { Commit } from '@flagstaff/core/management';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, report, until } from '@flagstaff/testbed';
import type { BackendName, ReplyLoss } from '@flagstaff/testbed';
import { behindProxy, client, eachBackend } from './support/each-backend.ts';

/** Which writes lose the reply to their commit. */
const LOSES_COMMIT: Partial<Record<BackendName, (n: number) => boolean>> = {
  mariadb: (n) => n % 2 === 0,
  // After a reply to the write was lost, the server keeps the transaction's lock for five seconds.
  sqld: (n) => n % 30 !== 0,
};

/** How a commit looks on the wire. */
const COMMITS: Partial<Record<BackendName, Partial<ReplyLoss>>> = {
  mariadb: { afterwards: 'commit' },
  sqld: { afterwards: '"sql":"commit"', anyConnection: true },
};

/** Connections refused before the store is back: more than a few quick attempts. */
const LOOKUPS = 6;

await eachBackend(
  'lost replies',
  (place, kind) => {
    it('determines the outcome of each write, and applies none twice', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const flagstaff = await client(through);
      await manage(flagstaff).set(counterDocument('n', 0));
      const writes = count(kind.name === 'sqld' ? 30 : 60, 300);
      const reported = { done: new Set<string>(), failed: new Set<string>() };
      for (let n = 1; n <= writes; n += 1) {
        const mark = `write-${n}-of-${crypto.randomUUID()}`;
        // In a transaction the reply to its commit matters: sometimes that one is lost, otherwise the one to the write.
        const ofCommit = LOSES_COMMIT[kind.name]?.(n) === true;
        if (n % 3 === 0) proxy.loseReply({ containing: mark, ...(ofCommit && COMMITS[kind.name]) });
        await manage(flagstaff)
          .set(counterDocument('n', n, mark))
          .then(
            () => reported.done.add(mark),
            () => reported.failed.add(mark),
          );
      }
      const reader = await client(spec);
      const times = new Map<string, number>();
      for (const mark of (await everyCommit((cursor) => manage(reader).history({ limit: 1_000, ...cursor }))).flatMap(
        marksOf,
      )) {
        times.set(mark, (times.get(mark) ?? 0) + 1);
      }
      const missing = [...reported.done].filter((mark) => !times.has(mark)).length;
      const twice = [...times].filter(([mark, many]) => mark !== '' && many > 1).length;
      const happened = [...reported.failed].filter((mark) => times.has(mark)).length;
      report(`lost replies, ${kind.name}`, {
        'replies lost': { measured: proxy.lost, criterion: `${Math.floor(writes / 3)}, else no power` },
        'reported done, but missing': { measured: missing, criterion: `0 of ${reported.done.size}` },
        'applied twice': { measured: twice, criterion: '0' },
        'reported failed, but applied': { measured: happened, criterion: '0: each is resolved by its token' },
      });
      expect(proxy.lost, 'no power: no reply was lost').toBe(Math.floor(writes / 3));
      expect({ missing, twice, happened, failed: reported.failed.size }).toEqual({
        missing: 0,
        twice: 0,
        happened: 0,
        failed: 0,
      });
    });

    it('determines the outcome when the store is away after it lost the reply', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const flagstaff = await client(through);
      await manage(flagstaff).set(counterDocument('n', 1));
      const mark = `write-of-${crypto.randomUUID()}`;
      proxy.loseReply({ containing: mark, ...COMMITS[kind.name] });
      const write = manage(flagstaff).set(counterDocument('n', 2, mark));
      await until('the reply is lost', () => proxy.lost === 1, { withinMs: 10_000 });
      proxy.refuse();
      const { accepted } = proxy;
      await until('lookups failed', () => proxy.accepted >= accepted + LOOKUPS, { withinMs: 10_000 });
      proxy.pass();
      expect(await write).toMatchObject({ version: 2 });
      const reader = await client(spec);
      expect((await manage(reader).history()).items.flatMap(marksOf)).toEqual([mark, '']);
    });
  },
  ['sqld', 'redis', 'postgres', 'mariadb'],
);

async function everyCommit(
  read: (cursor: { cursor?: string }) => Promise<{ items: readonly Commit[]; next?: string }>,
): Promise<Commit[]> {
  const commits: Commit[] = [];
  for (let page = await read({}); ; page = await read({ cursor: page.next })) {
    commits.push(...page.items);
    if (page.next === undefined) return commits;
  }
}

function marksOf({ changes }: Commit): string[] {
  return changes.flatMap(({ after }) => (after?.kind === 'flag' ? [after.description ?? ''] : []));
}
