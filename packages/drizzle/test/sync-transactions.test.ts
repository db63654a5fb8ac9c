import { drizzle as libsql } from 'drizzle-orm/libsql';
import { drizzle as sqlJs } from 'drizzle-orm/sql-js';
import { drizzle as sqlJsNext } from 'drizzle-orm-next/sql-js';
import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorage } from '@flagstaff/drizzle';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onLibsql, onSqlJs } from './support/drizzle-databases.ts';
import type { Line } from './support/drizzle-databases.ts';
import { flag, freshPath } from './support/stores.ts';

/** The parts of an application's database that the tests use. */
interface Transactional {
  transaction<T>(work: (tx: object) => T): T;
}

const LINES = [
  ['0.45', sqlJs],
  ['1.0', sqlJsNext],
] as const;

const on = (key: string): FlagDocument => ({ ...flag(key), default: 'on' });
const refused = (code: string, hint = ''): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(hint) as string });

describe.each(LINES)("an application's synchronous transaction, drizzle %s", (_line, drizzle) => {
  async function setUp(): Promise<{
    db: Transactional;
    storage: DrizzleStorage;
    flagstaff: Flagstaff;
    management: Management;
  }> {
    const { db, close } = await onSqlJs({ sqlJs: drizzle } as unknown as Line);
    const storage = drizzleStorage({ db });
    await storage.migrate();
    const flagstaff = createFlagstaff({ storage, pollIntervalMs: 3_600_000 });
    onTestFinished(async () => {
      await flagstaff.close();
      await close();
    });
    await flagstaff.ready();
    return { db: db as unknown as Transactional, storage, flagstaff, management: manage(flagstaff) };
  }

  it('changes the flag together with its own data, and this process reads its write without a poll', async () => {
    const { db, storage, flagstaff, management } = await setUp();
    await management.set(flag('a', 'before'));
    const prepared = await management.prepareCommit(
      [
        { type: 'set', document: on('a'), ifVersion: 1 },
        { type: 'set', document: flag('b') },
      ],
      { actor: 'ada', comment: 'both' },
    );
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a']);
    const changed = new Promise((resolve) => {
      flagstaff.on('change', resolve);
    });
    const written = db.transaction((tx) => prepared.commit(tx));
    await changed;
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(true);
    expect(await storage.get('flag:a')).toMatchObject({ version: 2, updatedBy: 'ada' });
    const [newest, before] = (await storage.history()).items;
    expect(newest).toMatchObject({ comment: 'both', revision: written.revision, previous: before?.revision.token });
  });

  it('leaves nothing when it rolls back, and can be committed by the next attempt', async () => {
    const { db, storage, management } = await setUp();
    await management.set(flag('a', 'before'));
    const before = await storage.snapshot();
    const prepared = await management.prepareCommit([{ type: 'delete', id: 'flag:a' }]);
    const failing = (): void =>
      db.transaction((tx) => {
        prepared.commit(tx);
        throw new Error('the order was not paid');
      });
    expect(failing).toThrow('the order was not paid');
    expect(await storage.snapshot()).toEqual(before);
    db.transaction((tx) => prepared.commit(tx));
    expect(await storage.list()).toEqual([]);
  });

  it('rejects what `set` rejects before the transaction', async () => {
    const { storage, management } = await setUp();
    for (const document of [
      { kind: 'flag', key: 'bad', type: 'boolean', default: 'maybe' },
      { ...flag('bad'), rules: [{ when: { segment: 'missing' }, serve: 'on' }] },
      { key: 'bad', type: 'boolean' },
    ]) {
      await expect(management.prepareCommit([{ type: 'set', document: document as never }])).rejects.toMatchObject({
        code: 'INVALID_DOCUMENT',
      });
    }
    await expect(management.prepareCommit([])).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(management.prepareCommit([{ type: 'delete', id: 'flag:none' }])).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
    expect(await storage.list()).toEqual([]);
  });

  it('is rolled back by a conflict, which is thrown synchronously', async () => {
    const { db, storage, management } = await setUp();
    await management.set(flag('a'));
    await management.set({ kind: 'segment', key: 'staff' });
    const single = await management.prepareCommit([{ type: 'set', document: on('a') }]);
    const referring = await management.prepareCommit([
      { type: 'set', document: { ...flag('b'), rules: [{ when: { segment: 'staff' }, serve: 'on' }] } },
    ]);
    await management.delete('segment:staff');
    await management.set(flag('a', 'by someone else'));
    const before = await storage.snapshot();
    expect(() => db.transaction((tx) => single.commit(tx))).toThrow(refused('VERSION_CONFLICT'));
    expect(() => db.transaction((tx) => referring.commit(tx))).toThrow(refused('REVISION_CONFLICT'));
    expect(await storage.snapshot()).toEqual(before);
  });

  it('names the method for the kind of driver', async () => {
    const { db, management } = await setUp();
    expect(() => db.transaction((tx) => management.withTransaction(tx))).toThrow(
      refused('INVALID_OPTIONS', 'prepareCommit'),
    );
    const later = onLibsql({ libsql } as unknown as Line, `file:${freshPath()}`);
    onTestFinished(later.close);
    const prepared = await management.prepareCommit([{ type: 'set', document: flag('a') }]);
    expect(() => prepared.commit(later.db)).toThrow(refused('INVALID_OPTIONS', 'withTransaction'));
    for (const hostile of [{}, null, undefined, 5, 'tx', () => 'tx']) {
      expect(() => prepared.commit(hostile as never)).toThrow(refused('INVALID_OPTIONS'));
      expect(() => management.withTransaction(hostile as never)).toThrow(refused('INVALID_OPTIONS'));
    }
  });

  it('reports a closed client', async () => {
    const { db, flagstaff, management } = await setUp();
    const prepared = await management.prepareCommit([{ type: 'set', document: flag('a') }]);
    await flagstaff.close();
    expect(() => db.transaction((tx) => prepared.commit(tx))).toThrow(refused('CLOSED'));
    expect(() => db.transaction((tx) => management.withTransaction(tx))).toThrow(refused('CLOSED'));
    await expect(management.prepareCommit([{ type: 'delete', id: 'flag:a' }])).rejects.toMatchObject({
      code: 'CLOSED',
    });
  });
});

it('offers no writes in transactions outside management', async () => {
  const { db, close } = await onSqlJs({ sqlJs } as unknown as Line);
  onTestFinished(close);
  expect(Object.keys(drizzleStorage({ db })).filter((name) => /transaction/i.test(name))).toEqual([]);
});

it('is missing on a store without transactions', async () => {
  const flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  expect(() => manage(flagstaff).withTransaction({})).toThrow(refused('CAPABILITY_MISSING', 'transactions'));
  await expect(manage(flagstaff).prepareCommit([{ type: 'delete', id: 'flag:a' }])).rejects.toMatchObject({
    code: 'CAPABILITY_MISSING',
  });
});
