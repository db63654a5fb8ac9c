// @needs postgres
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { CommitDelta } from '@flagstaff/core/storage';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import postgres from 'postgres';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshPrefix, postgresDatabase } from './support/databases.ts';
import { endPool } from './support/end-pool.ts';
import { flag, open } from './support/stores.ts';

const { url, query, drop } = await postgresDatabase();
afterAll(drop);

/** A description too long to be announced. */
const LONG = 'long '.repeat(1_200);

/** Sends a notification, as any user of the database can. */
async function notify(channel: string, payload: string): Promise<void> {
  await query(`SELECT pg_notify('${channel}', '${payload}')`);
}

/** Collects the payloads on a channel, as any user of the database can. */
async function overhear(channel: string): Promise<string[]> {
  const heard: string[] = [];
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  onTestFinished(() => sql.end({ timeout: 1 }));
  await sql.listen(channel, (payload) => heard.push(payload));
  return heard;
}

describe('an announcement', () => {
  it('carries the commit as the log returns it, if it is small', async () => {
    const tablePrefix = freshPrefix();
    const [reader, writer] = [open({ url, tablePrefix, autoMigrate: true }), open({ url, tablePrefix })];
    const { revision: first } = await reader.commit([{ type: 'set', document: flag('a') }]);
    await reader.revision();
    const announced: (CommitDelta | undefined)[] = [];
    await reader.watch!((commit) => announced.push(commit));
    await writer.commit(
      [
        { type: 'set', document: flag('a', 'Grüße 🎏') },
        { type: 'set', document: flag('b') },
      ],
      { actor: 'ada', comment: 'two\nlines' },
    );
    await writer.delete('flag:b');
    await writer.set(flag('a', LONG));
    await writer.set(flag('a'));
    await writer.set(flag('a', 'short'));
    await expect.poll(() => announced.length).toBe(5);
    const commits = (await reader.changes(first))!;
    expect(announced).toEqual([commits[0], commits[1], undefined, undefined, commits[4]]);
  });

  it('carries a commit in a transaction of the application', async () => {
    const tablePrefix = freshPrefix();
    const pool = new Pool({ connectionString: url });
    onTestFinished(() => endPool(pool));
    const db = drizzle({ client: pool });
    const writer = open({ db, tablePrefix, autoMigrate: true });
    const reader = open({ url, tablePrefix });
    await writer.set(flag('a'));
    const first = await reader.revision();
    const announced: (CommitDelta | undefined)[] = [];
    await reader.watch!((commit) => announced.push(commit));
    const flagstaff = createFlagstaff({ storage: writer, pollIntervalMs: false });
    onTestFinished(() => flagstaff.close());
    await flagstaff.ready();
    await db.transaction(async (tx) => {
      const management = manage(flagstaff).withTransaction(tx);
      await management.set(flag('a', '1'));
      await management.set(flag('b'));
    });
    await expect.poll(() => announced.length).toBe(2);
    expect(announced).toEqual(await reader.changes(first!));
  });

  it('shows nothing to a user who cannot read the tables', async () => {
    const tablePrefix = freshPrefix();
    const writer = open({ url, tablePrefix, autoMigrate: true });
    await writer.set(flag('a'));
    const heard = await overhear(tablePrefix);
    await writer.set(flag('a', 'an unreleased product'));
    await writer.set(flag('a', LONG));
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[1]).toBe('changed');
    const [sealed = ''] = heard;
    expect(sealed).toMatch(/^commit [\w+/=]+$/);
    const bytes = Buffer.from(sealed.slice('commit '.length), 'base64').toString('latin1');
    expect(bytes).not.toMatch(/flag|product/);
  });

  it('of another sender is a hint to read, whatever it says', async () => {
    const tablePrefix = freshPrefix();
    const other = freshPrefix();
    const [writer, stranger] = [tablePrefix, other].map((prefix) =>
      open({ url, tablePrefix: prefix, autoMigrate: true }),
    );
    await writer!.set(flag('a'));
    const { token } = (await writer!.revision())!;
    await stranger!.set(flag('a'));
    const overheard = await overhear(other);
    await stranger!.set(flag('a', 'of another store'));
    await expect.poll(() => overheard.length).toBe(1);
    const heard: unknown[] = [];
    await writer!.watch!((commit) => heard.push(commit));
    const payloads = [
      '',
      'changed',
      'commit',
      'commit ',
      'commit AAAA',
      `commit ${'A'.repeat(7_900)}`,
      'commit ["epoch","2","token",""] {"changes":[]}',
      overheard[0]!,
      `${overheard[0]!.slice(0, -8)}AAAAAAAA`,
      // As earlier versions announce.
      token,
    ];
    for (const payload of payloads) await notify(tablePrefix, payload);
    await expect.poll(() => heard.length).toBe(payloads.length);
    expect(heard).toEqual(payloads.map(() => undefined));
  });

  it('comes after every write, whatever token its writer chose', async () => {
    const tablePrefix = freshPrefix();
    const storage = open({ url, tablePrefix, autoMigrate: true });
    let heard = 0;
    await storage.watch!(() => (heard += 1));
    await storage.set(flag('a', LONG), { token: 'test 12345' });
    await expect.poll(() => heard).toBe(1);
  });
});
