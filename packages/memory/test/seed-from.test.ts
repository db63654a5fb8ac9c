import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError, FlagstaffOptions } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { FlagstaffError as StorageError } from '@flagstaff/core/storage';
import { memoryStorage } from '@flagstaff/memory';
import { seedFrom } from '@flagstaff/memory/file';
import type { Seeding } from '@flagstaff/memory/file';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder = '';
let path = '';
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-seed-'));
  path = join(folder, 'flags.json');
});
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
  await rm(folder, { recursive: true });
});

const flag = (key: string, on: boolean) =>
  ({ kind: 'flag', key, type: 'boolean', default: on ? 'on' : 'off' }) as const;
const ofTesters = {
  kind: 'flag',
  key: 'beta',
  type: 'boolean',
  rules: [{ when: { segment: 'testers' }, serve: 'on' }],
};
const testers = { kind: 'segment', key: 'testers', include: ['ada'] };

const save = (...documents: object[]): Promise<void> => writeFile(path, JSON.stringify(documents, null, 2));

/** A client, and the errors that it has reported. */
function client(options: FlagstaffOptions = { storage: memoryStorage() }): {
  flagstaff: Flagstaff;
  errors: FlagstaffError[];
} {
  const flagstaff = createFlagstaff(options);
  open.push(flagstaff);
  const errors: FlagstaffError[] = [];
  flagstaff.on('error', (error) => errors.push(error));
  return { flagstaff, errors };
}

async function follow(flagstaff: Flagstaff, onRecover?: () => void): Promise<Seeding> {
  const seeding = await seedFrom(flagstaff, path, { follow: true, ...(onRecover === undefined ? {} : { onRecover }) });
  open.push(seeding);
  return seeding;
}

const isOn = (flagstaff: Flagstaff, key = 'a'): boolean => flagstaff.forContext({ targetingKey: 'ada' }).isEnabled(key);
const soon = (assertion: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 10_000, interval: 10 });
const commits = async (flagstaff: Flagstaff) => (await manage(flagstaff).history()).items;

describe('seedFrom', () => {
  it('copies the file into an empty store as one commit, and writes nothing when called again', async () => {
    await save(ofTesters, testers, flag('a', true));
    const { flagstaff } = client();
    await seedFrom(flagstaff, path);
    expect([isOn(flagstaff), isOn(flagstaff, 'beta')]).toEqual([true, true]);
    await seedFrom(flagstaff, pathToFileURL(path));
    expect(await commits(flagstaff)).toMatchObject([{ actor: 'flags.json', comment: 'copied from flags.json' }]);
  });

  it('replaces what only the file has changed, and keeps what another actor changed or the file lacks', async () => {
    await save(flag('a', false), flag('b', false), flag('c', false));
    const { flagstaff } = client();
    await seedFrom(flagstaff, path);
    await manage(flagstaff).set(flag('b', true), { actor: 'ada' });
    await save(flag('a', true), flag('b', false));
    await seedFrom(flagstaff, path);
    expect([isOn(flagstaff, 'a'), isOn(flagstaff, 'b')]).toEqual([true, true]);
    expect(await manage(flagstaff).get('flag:c')).toBeDefined();
  });

  it('names the actor of the options', async () => {
    await save(flag('a', true));
    const { flagstaff } = client();
    await seedFrom(flagstaff, path, { actor: 'deployment' });
    expect(await manage(flagstaff).get('flag:a')).toMatchObject({ updatedBy: 'deployment' });
  });

  it.each([
    ['[{ "kind": "flag" "key": "a" }]', 'STORAGE_CORRUPT', 'line 1'],
    ['[{ "kind": "flag", "key": "a", "type": "boolean", "default": "maybe" }]', 'INVALID_DOCUMENT', '$.default'],
    ['[{ "key": "a" }]', 'INVALID_DOCUMENT', 'kind'],
    ['[5]', 'INVALID_DOCUMENT', ''],
    [JSON.stringify([flag('b', true), ofTesters]), 'INVALID_DOCUMENT', 'testers'],
    [undefined, 'STORAGE_UNINITIALIZED', 'does not exist'],
  ])('rejects the file %j with %s and writes nothing', async (text, code, message) => {
    if (text !== undefined) await writeFile(path, text);
    const { flagstaff } = client();
    await expect(seedFrom(flagstaff, path)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await manage(flagstaff).list()).toEqual([]);
  });

  it.each([[{ folow: true }], [{ follow: 'yes' }], [{ actor: 5 }], [{ follow: true, onRecover: 'log' }], [true]])(
    'rejects the options %j',
    async (options) => {
      await save(flag('a', true));
      const { flagstaff } = client();
      await expect(seedFrom(flagstaff, path, options as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
      expect(await manage(flagstaff).list()).toEqual([]);
    },
  );

  it('rejects something that is not a client, or not a path', async () => {
    await expect(seedFrom({} as never, path)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(seedFrom(client().flagstaff, 5 as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe('seedFrom with follow', () => {
  it('copies each edit as one commit, including deletions', async () => {
    await save(flag('a', false), flag('b', false), flag('c', true));
    const { flagstaff, errors } = client();
    await follow(flagstaff);
    await save(flag('a', true), flag('b', true));
    await soon(() =>
      expect([isOn(flagstaff, 'a'), isOn(flagstaff, 'b'), isOn(flagstaff, 'c')]).toEqual([true, true, false]),
    );
    expect(await manage(flagstaff).get('flag:c')).toBeUndefined();
    expect(await commits(flagstaff)).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('lets the last write win, and leaves alone what an edit does not touch', async () => {
    await save(flag('a', false), flag('b', false));
    const { flagstaff } = client();
    await follow(flagstaff);
    await manage(flagstaff).set(flag('a', true), { actor: 'ada' });
    await save(flag('a', false), flag('b', true));
    await soon(() => expect(isOn(flagstaff, 'b')).toBe(true));
    expect(isOn(flagstaff, 'a'), 'the file did not change it').toBe(true);
    await save(flag('a', false), flag('b', true), flag('c', true));
    await soon(() => expect(isOn(flagstaff, 'c')).toBe(true));
    await save({ ...flag('a', false), name: 'edited' }, flag('b', true), flag('c', true));
    await soon(() => expect(isOn(flagstaff, 'a')).toBe(false));
  });

  it('keeps the flags while the file is broken, reports the place once, and follows again when it is fixed', async () => {
    await save(flag('a', true));
    const { flagstaff, errors } = client();
    const onRecover = vi.fn<() => void>();
    await follow(flagstaff, onRecover);
    await writeFile(path, '[\n  { "kind": "flag" "key": "a" }\n]\n');
    await soon(() => expect(errors).toHaveLength(1));
    expect(errors[0]).toMatchObject({ code: 'STORAGE_CORRUPT', message: expect.stringContaining('line 2') });
    expect([isOn(flagstaff), onRecover.mock.calls.length]).toEqual([true, 0]);

    await save(flag('a', false));
    await soon(() => expect([isOn(flagstaff), onRecover.mock.calls.length]).toEqual([false, 1]));
    expect(errors).toHaveLength(1);
  });

  it('keeps the flags when the file is deleted', async () => {
    await save(flag('a', true));
    const { flagstaff, errors } = client();
    await follow(flagstaff);
    await rm(path);
    await soon(() => expect(errors).toMatchObject([{ code: 'STORAGE_UNINITIALIZED' }]));
    expect(isOn(flagstaff)).toBe(true);
  });

  it('starts with a broken file, and copies it when it is fixed', async () => {
    await writeFile(path, '[{');
    const { flagstaff, errors } = client();
    await follow(flagstaff);
    expect(errors).toMatchObject([{ code: 'STORAGE_CORRUPT' }]);
    await save(flag('a', true));
    await soon(() => expect(isOn(flagstaff)).toBe(true));
  });

  it('keeps the last good version of an invalid document, and copies all others', async () => {
    await save(flag('a', true), flag('b', false));
    const { flagstaff, errors } = client();
    await follow(flagstaff);
    await save({ ...flag('a', true), default: 'maybe' }, flag('b', true), ofTesters, testers, { key: 'c' });
    await soon(() => expect(errors).toHaveLength(2));
    expect([isOn(flagstaff, 'a'), isOn(flagstaff, 'b'), isOn(flagstaff, 'beta')]).toEqual([true, true, true]);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${path}: flag:a was not copied.`),
      expect.stringContaining('a document without kind and key was not copied.'),
    ]);
    await save(flag('a', false), flag('b', true), ofTesters, testers);
    await soon(() => expect(isOn(flagstaff, 'a')).toBe(false));
    expect(errors).toHaveLength(2);
  });

  it('keeps a document that the store still needs when the file lets go of it', async () => {
    await save(testers, flag('a', false));
    const { flagstaff, errors } = client();
    await follow(flagstaff);
    await manage(flagstaff).set(ofTesters as never, { actor: 'ada' });
    await save(flag('a', true));
    await soon(() => expect(isOn(flagstaff, 'a')).toBe(true));
    await soon(() => expect(errors).toMatchObject([{ code: 'DOCUMENT_IN_USE' }]));
    expect(isOn(flagstaff, 'beta')).toBe(true);
  });

  it('writes an edit later when the store fails', async () => {
    await save(flag('a', false));
    const memory = memoryStorage();
    let away = false;
    const storage = {
      ...memory,
      commit: async (...given: Parameters<typeof memory.commit>) => {
        if (away) throw new StorageError('STORAGE_UNAVAILABLE', 'The store is away.');
        return memory.commit(...given);
      },
    };
    const { flagstaff, errors } = client({ storage });
    await follow(flagstaff);
    away = true;
    await save(flag('a', true));
    await soon(() => expect(errors.length).toBeGreaterThan(0));
    expect(isOn(flagstaff)).toBe(false);
    away = false;
    await soon(() => expect(isOn(flagstaff)).toBe(true));
  });

  it('stops following when it is closed', async () => {
    await save(flag('a', false));
    const { flagstaff } = client();
    const seeding = await follow(flagstaff);
    await Promise.all([seeding.close(), seeding.close()]);
    await save(flag('a', true));
    const another = client();
    await follow(another.flagstaff);
    expect([isOn(flagstaff), isOn(another.flagstaff)]).toEqual([false, true]);
    expect(await commits(flagstaff)).toHaveLength(1);
  });

  it('lets two processes seed one store at once', async () => {
    await save(ofTesters, testers, flag('a', true));
    const storage = memoryStorage();
    const clients = [client({ storage }), client({ storage })];
    await Promise.all(clients.map(({ flagstaff }) => follow(flagstaff)));
    expect(await commits(clients[0]!.flagstaff)).toHaveLength(1);
    expect(clients.map(({ errors }) => errors)).toEqual([[], []]);
  });
});
