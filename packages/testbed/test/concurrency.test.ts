// Writers in many processes, and the result.
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { isFlagstaffError } from '@flagstaff/core';
import type { Commit, CommittedChange } from '@flagstaff/core/management';
import type { FullStorageBackend, Snapshot } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import { countOf, counterDocument, createCrew, report, sleep, startWorker, until } from '@flagstaff/testbed';
import type { Outcome } from '@flagstaff/testbed';
import { eachBackend, store } from './support/each-backend.ts';

const PROCESSES = count(4, 8);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const crew = createCrew();
afterAll(() => crew.end());

/** Codes for a timeout without a write. */
const NO_TIME = ['STORAGE_TIMEOUT', 'STORAGE_UNAVAILABLE'];

/** Counts failures that were not conflicts. */
function otherFailures(outcomes: readonly Outcome[]): number {
  return sum(
    outcomes.flatMap(({ failures }) =>
      Object.entries(failures).map(([code, many]) => (code === 'VERSION_CONFLICT' ? 0 : many)),
    ),
  );
}

/**
 * Checks that nothing was thrown past the caller, and that failures were conflicts. A machine that is busy for seconds may cause a few
 * timeouts. Deadlocks that reach the caller would be many.
 */
function expectOnlyConflicts(outcomes: readonly Outcome[]): void {
  expect(outcomes.flatMap(({ unhandled }) => unhandled)).toEqual([]);
  const codes = new Set(outcomes.flatMap(({ failures }) => Object.keys(failures)));
  expect([...codes].filter((code) => code !== 'VERSION_CONFLICT' && !NO_TIME.includes(code))).toEqual([]);
  expect(otherFailures(outcomes)).toBeLessThanOrEqual(sum(outcomes.map(({ successes }) => successes)) / 10);
}

async function wholeHistory(storage: FullStorageBackend): Promise<Commit[]> {
  const commits: Commit[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.history({ limit: 1_000, ...(cursor !== undefined && { cursor }) });
    commits.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return commits.toReversed();
}

/** Checks that each commit links to the previous one, numbers have no gap, and each version occurs once, in order. */
function expectChain(commits: readonly Commit[], last: number): void {
  const [first] = commits;
  expect(commits.map(({ revision }) => revision.number)).toEqual(
    commits.map((_, index) => (first?.revision.number ?? 1) + index),
  );
  expect(commits.at(-1)?.revision.number).toBe(last);
  expect(new Set(commits.map(({ revision }) => revision.token)).size).toBe(commits.length);
  expect(commits.slice(1).map(({ previous }) => previous)).toEqual(
    commits.slice(0, -1).map(({ revision }) => revision.token),
  );
  const changes = commits.flatMap((commit): readonly CommittedChange[] => commit.changes);
  for (const id of new Set(changes.map((change) => change.id))) {
    const versions = changes.filter((change) => change.id === id).map(({ after }) => after?.version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  }
}

await eachBackend(
  'concurrency',
  (place, kind) => {
    const name = kind.name;

    it('loses no edit of one flag by several processes, and logs each once, in order', async () => {
      const spec = place().fresh();
      const edits = count(8, 500);
      const start = performance.now();
      const outcomes = await crew.run(
        Array.from({ length: PROCESSES }, () => ({ do: 'count' as const, store: spec, flag: 'n', edits })),
      );
      const seconds = (performance.now() - start) / 1000;
      expectOnlyConflicts(outcomes);
      const storage = await store(spec);
      const document = await storage.get('flag:n');
      const successes = sum(outcomes.map((outcome) => outcome.successes));
      const conflicts = sum(outcomes.map(({ failures }) => failures['VERSION_CONFLICT'] ?? 0));
      report(`one flag, ${name}`, {
        'edits lost': { measured: PROCESSES * edits - countOf(document), criterion: `0 of ${PROCESSES * edits}` },
        conflicts: { measured: conflicts, criterion: 'acknowledged edits' },
        'other failures': { measured: otherFailures(outcomes), criterion: '0 on an idle machine' },
        'edits per second': { measured: successes / seconds, criterion: 'for information' },
      });
      expect(countOf(document)).toBe(PROCESSES * edits);
      expect(document?.version).toBe(PROCESSES * edits);
      expect((await storage.revision())?.number).toBe(PROCESSES * edits);
      const commits = await wholeHistory(storage);
      expect(commits).toHaveLength(PROCESSES * edits);
      expectChain(commits, PROCESSES * edits);
      expect(conflicts, 'no power: the writers never met').toBeGreaterThan(0);
    });

    it('commits several flags at once, completely or not at all', async () => {
      const spec = place().fresh();
      const commits = count(6, 200);
      const flags = Array.from({ length: 10 }, (_, index) => `flag-${index}`);
      const outcomes = await crew.run(
        Array.from({ length: PROCESSES }, () => ({
          do: 'count-many' as const,
          store: spec,
          flags,
          together: 3,
          commits,
        })),
      );
      const surfaced = otherFailures(outcomes);
      const storage = await store(spec);
      const { revision, documents } = await storage.snapshot();
      const edits = sum(documents.map((document) => countOf(document)));
      const history = await wholeHistory(storage);
      const partial = history.filter(({ changes }) => changes.length !== 3).length;
      report(`several flags, ${name}`, {
        'edits lost': { measured: PROCESSES * commits * 3 - edits, criterion: `0 of ${PROCESSES * commits * 3}` },
        'partial commits': { measured: partial, criterion: '0' },
        'failures other than conflicts': { measured: surfaced, criterion: '0: no deadlock reaches the caller' },
      });
      expectOnlyConflicts(outcomes);
      expect(edits).toBe(PROCESSES * commits * 3);
      expect(sum(documents.map(({ version }) => version))).toBe(edits);
      expect(revision?.number).toBe(PROCESSES * commits);
      expect(partial).toBe(0);
      expect(history).toHaveLength(PROCESSES * commits);
      expectChain(history, PROCESSES * commits);
    });

    it('lets exactly one of several processes create a flag', async () => {
      const spec = place().fresh();
      const flags = Array.from({ length: count(25, 300) }, (_, index) => `flag-${index}`);
      const outcomes = await crew.run(
        Array.from({ length: PROCESSES }, () => ({ do: 'create' as const, store: spec, flags })),
      );
      expectOnlyConflicts(outcomes);
      const winners = outcomes.flatMap(({ created = [] }) => created);
      const twice = winners.length - new Set(winners).size;
      report(`create race, ${name}`, {
        'created twice': { measured: twice, criterion: `0 of ${flags.length}` },
        'never created': { measured: flags.length - new Set(winners).size, criterion: '0' },
      });
      expect(winners.toSorted()).toEqual(flags.toSorted());
      const contested = outcomes.filter(({ failures }) => (failures['VERSION_CONFLICT'] ?? 0) > 0).length;
      expect(contested, 'no power: no race happened').toBeGreaterThan(1);
    });

    it('orders a delete and an edit, and never uses a version again', async () => {
      const spec = place().fresh();
      const [editor, remover] = await Promise.all([store(spec), store(spec)]);
      let rounds = count(25, 500);
      let edited = 0;
      let version = 0;
      let disorders = 0;
      for (let round = 0; round < rounds; round += 1) {
        const created = await editor.set(counterDocument('n', round), { ifVersion: 0 });
        if (created.version !== version + 1) disorders += 1;
        const change = () => editor.set(counterDocument('n', -round), { ifVersion: created.version });
        const remove = () => remover.delete('flag:n', { ifVersion: created.version });
        const racing: Promise<unknown>[] = round % 2 === 0 ? [change(), remove()] : [remove(), change()].toReversed();
        const [edit, removal] = await Promise.allSettled(racing);
        const left = await remover.get('flag:n');
        const refused = [edit!, removal!].filter((result) => result.status === 'rejected');
        const wasEdited = edit!.status === 'fulfilled';
        version = created.version + (wasEdited ? 1 : 0);
        const reported = refused.length === 1 && isFlagstaffError(refused[0]!.reason, 'VERSION_CONFLICT');
        if (!reported || left?.version !== (wasEdited ? version : undefined)) disorders += 1;
        if (wasEdited) {
          edited += 1;
          await editor.delete('flag:n');
        }
        // One of them may be faster, so repeat until each came first once.
        if (round === rounds - 1 && (edited === 0 || edited === rounds) && rounds < 1_000) rounds += 1;
      }
      report(`delete against edit, ${name}`, {
        'rounds without a serial order': { measured: disorders, criterion: `0 of ${rounds}` },
        'edits that came first': { measured: edited, criterion: `> 0 and < ${rounds}, else no power` },
      });
      expect(disorders).toBe(0);
      expect(edited, 'no power: one of them always came first').toBeGreaterThan(0);
      expect(edited, 'no power: one of them always came first').toBeLessThan(rounds);
    });

    it('never shows half a commit to a reader', async () => {
      const spec = place().fresh();
      const readers = await Promise.all([0, 1, 2].map(() => store(spec)));
      const writer = await startWorker({ do: 'write', store: spec, flags: ['a', 'b'] });
      onTestFinished(() => writer.kill());
      await until('the writer writes', () => writer.messages.some(({ type }) => type === 'acknowledged'), {
        withinMs: 10_000,
      });
      const end = performance.now() + count(800, 4_000);
      const torn = { snapshots: 0, separately: 0 };
      let reads = 0;
      const look = async (reader: FullStorageBackend): Promise<void> => {
        while (performance.now() < end || reads < count(0, 10_000) || (torn.separately === 0 && reads < 50_000)) {
          if (!agrees(await reader.snapshot())) torn.snapshots += 1;
          // The control: the same two documents, read sequentially.
          const a = await reader.get('flag:a');
          await sleep(1);
          const b = await reader.get('flag:b');
          if (countOf(a) !== countOf(b)) torn.separately += 1;
          reads += 1;
        }
      };
      await Promise.all(readers.map(look));
      report(`snapshots, ${name}`, {
        'torn snapshots': { measured: torn.snapshots, criterion: `0 of ${reads}` },
        'torn by two reads (control)': { measured: torn.separately, criterion: '> 0, else no power' },
      });
      expect(torn.snapshots).toBe(0);
      expect(torn.separately, 'no power: the control was never torn').toBeGreaterThan(0);
    });

    it('initializes an empty store from many processes at once', async () => {
      const processes = count(4, 20);
      const rounds = count(1, 20);
      let epochs = 0;
      const errors: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const spec = place().fresh();
        const outcomes = await crew.run(
          Array.from({ length: processes }, () => ({ do: 'boot' as const, store: spec })),
        );
        expectOnlyConflicts(outcomes);
        errors.push(...outcomes.flatMap(({ failures }) => Object.keys(failures)));
        epochs += new Set(outcomes.map(({ epoch }) => epoch)).size;
        expect(await (await store(spec)).list()).toHaveLength(processes);
      }
      report(`cold start, ${name}`, {
        epochs: { measured: epochs, criterion: `${rounds} in ${rounds} rounds` },
        errors: { measured: errors.join(', ') || 'none', criterion: 'none on an idle machine' },
      });
      expect(epochs).toBe(rounds);
      expect(errors.filter((code) => !NO_TIME.includes(code))).toEqual([]);
    });
  },
  ['postgres', 'redis', 'mariadb', 'libsql'],
);

function agrees({ revision, documents }: Snapshot): boolean {
  const numbers = documents.map((document) => countOf(document));
  return numbers.length === 2 && numbers[0] === numbers[1] && revision?.number === numbers[0];
}
