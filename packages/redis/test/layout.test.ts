// @needs redis
import { sendRedis } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { flag, open, ownPrefix, SHARED_URL } from './support/fixtures.ts';

describe('the layout', () => {
  it('is one hash, one stream, indexes and the last tokens in one slot', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    const { revision } = await storage.commit([{ type: 'set', document: flag('a') }], { actor: 'ann' });
    const [hash, log, keys] = [
      await sendRedis(SHARED_URL, 'HGETALL', `{${prefix}}data`),
      await sendRedis(SHARED_URL, 'XLEN', `{${prefix}}log`),
      await sendRedis(SHARED_URL, 'KEYS', `*${prefix}*`),
    ];
    const fields = { epoch: revision.epoch, rev: '1', tok: revision.token, prev: '', idx: '0-0', 'v:flag:a': '1' };
    expect(hash).toMatchObject(fields);
    expect(log).toBe(1);
    const token = `{${prefix}}token:${revision.token}`;
    const index = `{${prefix}}index:194`;
    expect((keys as string[]).toSorted()).toEqual([`{${prefix}}data`, index, `{${prefix}}log`, token]);
    expect(await sendRedis(SHARED_URL, 'TTL', token)).toBeGreaterThan(80_000);
  });

  it('preserves a document named like a property of Object.prototype', async () => {
    const storage = open({ url: SHARED_URL, prefix: ownPrefix() });
    for (const key of ['__proto__', 'constructor', 'toString']) await storage.set(flag(key, 'odd'));
    expect(await storage.get('flag:__proto__')).toMatchObject({ key: '__proto__', description: 'odd' });
    expect((await storage.list()).map(({ key }) => key)).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('preserves documents exactly: empty lists, big numbers, lone surrogates', async () => {
    const storage = open({ url: SHARED_URL, prefix: ownPrefix() });
    const document = {
      kind: 'flag' as const,
      key: 'letter',
      type: 'object' as const,
      variants: { v: [[], {}, 12345678901234567000, '\ud800', '\u0000', 'é🙂'] },
      rules: [],
      default: 'v',
    };
    await storage.set(document);
    expect(await storage.get('flag:letter')).toMatchObject(document);
  });

  it('ignores unknown fields', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    await storage.set(flag('a'));
    await sendRedis(SHARED_URL, 'HSET', `{${prefix}}data`, '__proto__', 'x', 'schema', '2', 'f:nothing', '{}');
    await storage.set(flag('b'));
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a', 'b']);
  });
});

describe('foreign data under our keys', () => {
  it.each(['data', 'log'])('of another type at %s is reported with the name of the key', async (name) => {
    const prefix = ownPrefix();
    const key = `{${prefix}}${name}`;
    const storage = open({ url: SHARED_URL, prefix });
    await sendRedis(SHARED_URL, 'SET', key, 'a text');
    const corrupt = { code: 'STORAGE_CORRUPT', message: expect.stringContaining(key) };
    await expect(storage.set(flag('a'))).rejects.toMatchObject(corrupt);
    await expect(name === 'data' ? storage.snapshot() : storage.history()).rejects.toMatchObject(corrupt);
    await sendRedis(SHARED_URL, 'DEL', key);
    expect(await storage.revision()).toBeUndefined();
    expect(await storage.set(flag('a'))).toMatchObject({ version: 1 });
  });

  it('in place of the revision is reported with the name of the key', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    await storage.set(flag('a'));
    const corrupt = { code: 'STORAGE_CORRUPT', message: expect.stringContaining(`{${prefix}}data`) };
    for (const damage of [
      ['HSET', `{${prefix}}data`, 'rev', 'many'],
      ['HDEL', `{${prefix}}data`, 'epoch'],
    ]) {
      await sendRedis(SHARED_URL, ...damage);
      await expect(storage.revision()).rejects.toMatchObject(corrupt);
      await expect(storage.snapshot()).rejects.toMatchObject(corrupt);
      await expect(storage.set(flag('b'))).rejects.toMatchObject(corrupt);
    }
  });

  it('in place of a document affects no other document, and can be overwritten', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    await storage.set(flag('a'));
    await storage.set(flag('b'));
    await sendRedis(SHARED_URL, 'HSET', `{${prefix}}data`, 'f:flag:a', '{"kind":');
    const { documents } = await storage.snapshot();
    expect(documents).toMatchObject([{ key: 'a', version: 1, unreadable: expect.any(String) }, { key: 'b' }]);
    expect(await storage.set(flag('a', 'repaired'), { ifVersion: 1 })).toMatchObject({ version: 2 });
    expect(await storage.get('flag:a')).toMatchObject({ description: 'repaired' });
  });

  it('in the log is skipped', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    const first = await storage.commit([{ type: 'set', document: flag('a') }]);
    for (const record of ['', 'null', '{"changes":0}', '{"changes":[null]}']) {
      const fields = ['epoch', 'e', 'tok', 't', 'rev', '7', 'prev', '', 'rec', record];
      await sendRedis(SHARED_URL, 'XADD', `{${prefix}}log`, '*', ...fields);
    }
    await sendRedis(SHARED_URL, 'XADD', `{${prefix}}log`, '*', 'rev', 'x');
    const second = await storage.commit([{ type: 'set', document: flag('b') }]);
    expect((await storage.history({ id: 'flag:b' })).items).toEqual([second]);
    expect((await storage.history()).items).toEqual([second, first]);
    expect(await storage.changes(first.revision)).toEqual([second]);
  });
});
