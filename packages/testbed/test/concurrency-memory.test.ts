// Concurrent writers of the memory store, which share a process.
import { expect, it, onTestFinished } from 'vitest';
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { countOf, counterDocument, report, sleep } from '@flagstaff/testbed';

const WRITERS = 8;

/** Creates loaded clients of one store. */
async function writersOf(storage: ReturnType<typeof createMemoryStorage>): Promise<Flagstaff[]> {
  const writers = Array.from({ length: WRITERS }, (): Flagstaff => createFlagstaff({ storage }));
  onTestFinished(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
  });
  await Promise.all(writers.map((writer) => writer.ready()));
  return writers;
}

/** Increments flags in one commit, from the versions that were read. Resolves to the number of conflicts. */
async function countUp(writer: Flagstaff, keys: readonly string[]): Promise<number> {
  for (let conflicts = 0; ; conflicts += 1) {
    const read = await Promise.all(keys.map((key) => manage(writer).get(`flag:${key}`)));
    const changes = read.map((document, index) => ({
      type: 'set' as const,
      document: counterDocument(keys[index]!, document === undefined ? 1 : countOf(document) + 1),
      ifVersion: document?.version ?? 0,
    }));
    // Without a server to wait for, writers meet only when they yield.
    await sleep(0);
    try {
      await manage(writer).commit(changes);
      return conflicts;
    } catch (error) {
      if (!isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
    }
  }
}

it.each([1, 3])(
  'memory loses no edit of %i flags at once by several clients',
  async (together) => {
    const storage = createMemoryStorage();
    const writers = await writersOf(storage);
    const keys = Array.from({ length: together === 1 ? 1 : 10 }, (_, index) => `flag-${index}`);
    const edits = count(20, 500);
    let conflicts = 0;
    await Promise.all(
      writers.map(async (writer, first) => {
        for (let n = 0; n < edits; n += 1) {
          const chosen = Array.from({ length: together }, (_, index) => keys[(first + n + index * 3) % keys.length]!);
          const met = await countUp(writer, chosen);
          conflicts += met;
        }
      }),
    );
    const { revision, documents } = await storage.snapshot();
    const total = documents.reduce((sum, document) => sum + countOf(document), 0);
    const expected = WRITERS * edits * together;
    report(`${together} together, memory`, {
      'edits lost': { measured: expected - total, criterion: `0 of ${expected}` },
      conflicts: { measured: conflicts, criterion: '> 0, else no power' },
    });
    expect(total).toBe(expected);
    expect(documents.reduce((sum, { version }) => sum + version, 0)).toBe(expected);
    expect(revision?.number).toBe(WRITERS * edits);
    expect(conflicts, 'no power: the writers never met').toBeGreaterThan(0);
  },
  120_000,
);

it('memory lets exactly one of several clients create a flag', async () => {
  const writers = await writersOf(createMemoryStorage());
  const rounds = count(10, 300);
  let wrong = 0;
  for (let round = 0; round < rounds; round += 1) {
    const results = await Promise.allSettled(
      writers.map((writer, owner) => manage(writer).set(counterDocument(`flag-${round}`, owner), { ifVersion: 0 })),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    const reported = refused.every(({ reason }) => isFlagstaffError(reason, 'VERSION_CONFLICT'));
    if (refused.length !== WRITERS - 1 || !reported) wrong += 1;
  }
  report('create race, memory', {
    'rounds without one winner': { measured: wrong, criterion: `0 of ${rounds}` },
  });
  expect(wrong).toBe(0);
});
