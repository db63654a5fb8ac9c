// Fuzzes files of flags and last-known-good copies, with bytes changed as by people, editors and disks.
// One case of the harness is a batch of files that are read concurrently, because an invalid file is read again a little later, in case
// an editor is still saving. Each file has about four hostile values, counted as three: several of its documents are corrupt.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { createMemoryStorage, FlagstaffError } from '@flagstaff/core/storage';
import { Hang, hostileJson, hostileJsonText, mutate, mutateBytes, mutateText, STORED, toJson } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { fileStorage, readDocuments } from '@flagstaff/memory/file';
import { count } from '@flagstaff/spec';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzzBatches, outcomeOf } from './support/batches.ts';

const BATCH = 50;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const GOOD = { kind: 'flag', key: 'good', type: 'boolean', default: 'on' };

/** Returns whether two documents have the same id. The whole file is then rejected, because either could be the intended one. */
function hasTwins(documents: readonly unknown[]): boolean {
  const ids = documents.map((document) => {
    const { kind, key } = (document ?? {}) as { readonly kind?: unknown; readonly key?: unknown };
    return JSON.stringify([kind, key]);
  });
  return new Set(ids).size < ids.length;
}

/** Creates a file with a valid document among corrupt ones, or one that is invalid as a whole. */
function fileFrom(random: Random): { readonly bytes: string | Uint8Array; readonly isWhole: boolean } {
  const documents = STORED.map((document) => (random.chance(0.5) ? mutate(random, document, hostileJson) : document));
  const whole = { $schema: './x.json', documents: [...documents, GOOD], deleted: { 'flag:gone': 3 } };
  if (random.chance(0.5)) return { bytes: toJson(whole), isWhole: !hasTwins(documents) };
  if (random.chance(0.3)) return { bytes: toJson(mutate(random, whole, hostileJson)), isWhole: false };
  const text = toJson(whole);
  if (random.chance(0.4)) return { bytes: mutateText(random, text), isWhole: false };
  return {
    bytes: random.chance(0.7) ? mutateBytes(random, Buffer.from(text)) : hostileJsonText(random),
    isWhole: false,
  };
}

const isDocumented = (error: unknown): error is FlagstaffError =>
  (['STORAGE_CORRUPT', 'STORAGE_UNAVAILABLE', 'VERSION_CONFLICT'] as const).some((code) =>
    isFlagstaffError(error, code),
  );

const shown = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('latin1').slice(0, 600);

it('fileStorage returns documents or rejects with STORAGE_CORRUPT', async () => {
  const outcomes = await fuzzBatches({
    name: 'files of flags',
    cases: count(1_200, 60_000),
    size: BATCH,
    async run(random, show, index) {
      const path = join(folder, `${index}.json`);
      const { bytes } = fileFrom(random);
      const kind = random.below(4);
      await writeFile(path, bytes);
      const storage = fileStorage({ path, pollIntervalMs: 60_000 });
      const reading: Promise<unknown> =
        kind === 0
          ? storage.get('flag:a')
          : kind === 1
            ? readDocuments(path)
            : kind === 2
              ? storage.set(STORED[1]!, { ifVersion: 1 })
              : storage.list();
      const outcome = await outcomeOf(reading, isDocumented, () => show(shown(bytes)));
      await storage.close();
      return outcome;
    },
  });
  expect(outcomes.get('read')).toBeGreaterThan(100);
  expect(outcomes.get('STORAGE_CORRUPT')).toBeGreaterThan(100);
});

it('a client of a fuzzed file serves its valid documents', async () => {
  await fuzzBatches({
    name: 'files of flags, followed',
    cases: count(200, 10_000),
    size: BATCH,
    async run(random, show, index) {
      const path = join(folder, `${index}.json`);
      const { bytes, isWhole } = fileFrom(random);
      await writeFile(path, bytes);
      const client = createFlagstaff({ storage: fileStorage({ path, pollIntervalMs: 60_000 }), pollIntervalMs: false });
      await client.refresh();
      const served = client.forContext({}).isEnabled('good');
      client.forContext({}).all();
      await client.close();
      if (served || !isWhole) return undefined;
      show(shown(bytes));
      throw new Error('a good document was lost');
    },
  });
});

/** The digest at the start of a copy. It detects accidental damage, not deliberate changes. */
function digest(text: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5 ^ text.length;
  for (let index = 0, last = text.length - 1; index <= last; index += 1) {
    forwards = Math.imul(forwards ^ text.charCodeAt(index), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(last - index), 0x01000193);
  }
  return [forwards, backwards].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function copyFrom(random: Random): string {
  const documents = STORED.map((document) => (random.chance(0.3) ? mutate(random, document, hostileJson) : document));
  const parts = [{ epoch: 'e', number: 1, token: 't' }, ...documents, { ...GOOD, version: 1 }];
  const mutated = random.chance(0.8) ? mutate(random, parts, hostileJson) : parts;
  const lines = [mutated].flat().map((part) => (random.chance(0.95) ? toJson(part) : hostileJsonText(random)));
  const body = lines.join('\n');
  const sum = digest(body.split('\n').map(digest).join(''));
  const text = `flagstaff-last-known-good 2 ${sum}\n${body}`;
  return random.chance(0.8) ? text : mutateText(random, text);
}

it('a last-known-good copy is served, or reported, and never ends the process', async () => {
  const away = async (): Promise<never> => {
    throw new FlagstaffError('STORAGE_UNAVAILABLE', 'away');
  };
  const storage = { ...createMemoryStorage(), list: away, get: away, snapshot: away, revision: away, watch: away };
  const states = await fuzzBatches({
    name: 'last-known-good copies',
    cases: count(600, 30_000),
    size: BATCH,
    async run(random, show, index) {
      const path = join(folder, `${index}.copy`);
      const text = copyFrom(random);
      show(text.slice(0, 600));
      await writeFile(path, text);
      const problems: string[] = [];
      const client = createFlagstaff({ storage, lastKnownGood: lastKnownGoodFile(path) });
      client.on('error', ({ code }) => problems.push(code));
      for (let looks = 0; client.state === 'loading' && !problems.includes('LAST_KNOWN_GOOD_FAILED'); looks += 1) {
        if (looks > 5_000) throw new Hang('the copy was neither served nor reported');
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      client.forContext({ targetingKey: 'u1' }).all();
      const { state } = client;
      await client.close();
      return state;
    },
  });
  expect(states.get('stale')).toBeGreaterThan(100);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await readFile(join(folder, '0.copy'))).toBeDefined();
});
