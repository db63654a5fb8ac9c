import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';

function managed(historyLimit?: number): Management {
  const flagstaff = createFlagstaff({ storage: createMemoryStorage({ historyLimit }), pollIntervalMs: false });
  onTestFinished(() => flagstaff.close());
  return manage(flagstaff);
}

const flag = (key: string, description = ''): { kind: 'flag'; key: string; type: 'boolean'; description: string } => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description,
});

describe('the token of a write', () => {
  it.each<[string, (management: Management, token: string) => Promise<unknown>]>([
    ['set', (management, token) => management.set(flag('a', 'x'), { token })],
    ['delete', (management, token) => management.delete('flag:b', { token })],
    ['rollback', (management, token) => management.rollback(1, { token })],
    ['setOverrides', (management, token) => management.setOverrides(ADA, { a: 'on' }, { token })],
    ['removeOverrides', (management, token) => management.removeOverrides(BOB, { token })],
    ['promote', async (management, token) => (await management.promote({ to: 'live', token })).commit],
    ['sync', async (management, token) => (await management.sync({ new: { type: 'boolean' } }, { token })).created],
    ['cancelChange', async (management, token) => management.cancelChange(PENDING, { token })],
  ])('makes a repeated %s return what the first one did', async (_, write) => {
    const management = managed();
    await management.commit(
      [{ kind: 'environment', key: 'live' } as const, SCHEDULED, flag('b')].map((document) => ({
        type: 'set',
        document,
      })),
    );
    await management.set(flag('b', 'edited'));
    const token = crypto.randomUUID();
    const first = await write(management, token);
    await management.set(flag('other'));
    const again = await write(management, token);
    const commit = await management.commitByToken(token);
    expect(commit?.revision.number).toBe(3);
    expect(typeof first === 'object' && 'revision' in first! ? { ...first, replayed: true } : first).toEqual(again);
    expect((await management.history()).items).toHaveLength(4);
    await expect(management.set(flag('c'), { token })).rejects.toMatchObject({ code: 'TOKEN_REUSED', status: 409 });
  });

  it('must be printable and long enough', async () => {
    const management = managed();
    for (const token of ['short', 'with a space', 'wïth-accent', 'x'.repeat(129), 'null-\0-null']) {
      await expect(management.set(flag('a'), { token })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
    await expect(management.set(flag('a'), { via: 'x'.repeat(65) })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(await management.list()).toEqual([]);
  });
});

const ADA = { attribute: 'userId', value: 'ada' };
const BOB = { attribute: 'userId', value: 'bob' };
const PENDING = { flag: 'a', at: '2999-01-01', set: { default: 'on' }, version: 1 } as const;
const SCHEDULED = {
  ...flag('a'),
  overrides: [{ ...BOB, serve: 'on' }],
  schedule: [{ at: '2999-01-01', set: { default: 'on' } }],
  environments: { live: { default: 'on' } },
} as const;

describe('a trimmed history', () => {
  it('says so, newest first and as a feed', async () => {
    const management = managed(2);
    await management.set(flag('a', '0'));
    const { position } = await management.history({ after: '' });
    for (let edit = 1; edit <= 3; edit += 1) await management.set(flag('a', String(edit)));
    expect(await management.history()).toMatchObject({
      items: [{ revision: { number: 4 } }, { revision: { number: 3 } }],
      truncated: true,
    });
    const feed = await management.history({ after: position! });
    expect(feed).toMatchObject({ items: [{ revision: { number: 3 } }, {}], truncated: true });
    await management.set(flag('b'));
    expect((await management.history({ after: feed.position! })).truncated).toBeUndefined();
    expect(await management.commitAt(1)).toBeUndefined();
  });
});
