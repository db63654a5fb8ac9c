import { explain } from '@flagstaff/core/explain';
import { createFlagstaff } from '@flagstaff/core';
import type { EvaluationDetails, FlagDocument, Flagstaff, SegmentDocument } from '@flagstaff/core';
import { createMemoryStorage, readOnly } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { describe, expect, it, vi } from 'vitest';
import { during, scene } from './setup.ts';

const vip: SegmentDocument = { kind: 'segment', key: 'vip', members: 'stored' };
const forVips: FlagDocument = {
  kind: 'flag',
  key: 'lounge',
  type: 'boolean',
  rules: [{ when: { segment: 'vip' }, serve: 'on' }],
};
const others: FlagDocument = {
  kind: 'flag',
  key: 'queue',
  type: 'boolean',
  rules: [{ when: { not: { segment: 'vip' } }, serve: 'on' }],
};

/** Creates a client of a store with a segment of one stored member, Ada. */
async function club(options: Parameters<typeof scene>[0] = {}) {
  const made = scene(options);
  const { flagstaff, clock } = made;
  await during(clock, flagstaff.ready());
  await during(clock, manage(flagstaff).commit([vip, forVips, others].map((document) => ({ type: 'set', document }))));
  await during(clock, manage(flagstaff).addMembers('vip', ['ada']));
  const ask = async (targetingKey: string): Promise<EvaluationDetails<boolean>> => {
    const flags = flagstaff.forContext({ targetingKey });
    await during(clock, Promise.resolve(flags.lookUpMembers()));
    return flags.details('lounge', false);
  };
  return { ...made, ask, asked: () => made.line.calls.get('hasMembers') ?? 0 };
}

describe('a segment with stored members', () => {
  it('matches a context that was looked up and is a member, and no other', async () => {
    const { ask } = await club();
    expect(await ask('ada')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
    expect(await ask('bob')).toMatchObject({ value: false, reason: 'DEFAULT' });
    expect(await ask('ada')).not.toHaveProperty('unknownMembers');
    expect(await ask('bob')).not.toHaveProperty('unknownMembers');
  });

  it('matches no context before a lookup, as details, hooks and explanations report', async () => {
    const seen: unknown[] = [];
    const { flagstaff } = await club({ hooks: [{ after: (_, details) => seen.push(details.unknownMembers) }] });
    const flags = flagstaff.forContext({ targetingKey: 'ada' });
    expect(flags.isEnabled('lounge')).toBe(false);
    // The negation of a segment holds where the segment does not, as always.
    expect(flags.details('queue', false)).toMatchObject({ value: true, unknownMembers: ['vip'] });
    expect(flags.details('lounge', false)).toMatchObject({ reason: 'DEFAULT', unknownMembers: ['vip'] });
    expect(flags.resolve('lounge')).toMatchObject({ unknownMembers: ['vip'] });
    expect(flags.all()['lounge']).toMatchObject({ unknownMembers: ['vip'] });
    expect(seen.every((names) => JSON.stringify(names) === '["vip"]')).toBe(true);
    const { steps, details } = explain(flags, 'lounge');
    expect(details).toMatchObject({ unknownMembers: ['vip'] });
    expect(JSON.stringify(steps)).toContain('"by":"unknown members"');
    await flags.lookUpMembers();
    expect(JSON.stringify(explain(flags, 'lounge').steps)).toContain('"by":"members"');
    expect(flags.isEnabled('lounge')).toBe(true);
  });

  it('has its own exclusions, inclusions, conditions and parent beside its stored members', async () => {
    const { flagstaff } = await club();
    await manage(flagstaff).addMembers('vip', ['carl', 'dora']);
    await manage(flagstaff).set({
      kind: 'segment',
      key: 'adults',
      when: { attribute: 'age', operator: 'gte', value: 18 },
    });
    await manage(flagstaff).set({
      ...vip,
      parent: 'adults',
      include: ['eve'],
      exclude: ['carl'],
      when: { attribute: 'plan', operator: 'eq', value: 'pro' },
    });
    const isIn = async (context: { [attribute: string]: unknown }): Promise<boolean> => {
      const flags = flagstaff.forContext({ age: 30, ...context });
      await flags.lookUpMembers();
      return flags.isEnabled('lounge');
    };
    expect(await isIn({ targetingKey: 'ada' })).toBe(true);
    expect(await isIn({ targetingKey: 'ada', age: 7 })).toBe(false);
    expect(await isIn({ targetingKey: 'carl' })).toBe(false);
    expect(await isIn({ targetingKey: 'eve' })).toBe(true);
    expect(await isIn({ targetingKey: 'bob' })).toBe(false);
    expect(await isIn({ targetingKey: 'bob', plan: 'pro' })).toBe(true);
    expect(await isIn({})).toBe(false);
  });

  it('applies to the value that was looked up: another one needs another lookup', async () => {
    const { flagstaff } = await club();
    const flags = flagstaff.forContext({ targetingKey: 'ada' });
    await flags.lookUpMembers();
    expect(flags.with({ plan: 'pro' }).isEnabled('lounge')).toBe(true);
    const bob = flags.with({ targetingKey: 'bob' });
    expect(bob.details('lounge', false)).toMatchObject({ value: false, unknownMembers: ['vip'] });
    expect(flags.isEnabled('lounge')).toBe(true);
    await bob.lookUpMembers();
    expect(bob.details('lounge', false)).not.toHaveProperty('unknownMembers');
    // The result for one takes nothing from the other.
    expect(flags.details('lounge', false)).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
  });

  it('cannot be written to a store without members, and matches no context where it is found in one', async () => {
    const { hasMembers, changeMembers, listMembers, ...without } = createMemoryStorage({ documents: [vip, forVips] });
    const flagstaff = createFlagstaff({ storage: without });
    const problems: string[] = [];
    flagstaff.on('error', ({ code }) => problems.push(code));
    await flagstaff.ready();
    const flags = flagstaff.forContext({ targetingKey: 'ada' });
    await flags.lookUpMembers();
    expect(flags.details('lounge', false)).toMatchObject({ value: false, unknownMembers: ['vip'] });
    expect(problems).toEqual(['CAPABILITY_MISSING']);
    await expect(manage(flagstaff).set({ ...vip, key: 'more' })).rejects.toMatchObject({ code: 'CAPABILITY_MISSING' });
    await expect(manage(flagstaff).addMembers('vip', ['a'])).rejects.toMatchObject({ code: 'CAPABILITY_MISSING' });
    await expect(manage(flagstaff).members('vip')).rejects.toMatchObject({ code: 'CAPABILITY_MISSING' });
    await flagstaff.close();
  });

  it('is part of a preview', async () => {
    const { flagstaff } = await club();
    const people = Array.from({ length: 250 }, (_, index) => ({ targetingKey: `user-${index}` }));
    const document = { ...forVips, rules: [{ when: { not: { segment: 'vip' } }, serve: 'on' }] } as const;
    const contexts = [{ targetingKey: 'ada' }, ...people];
    const { flips } = await manage(flagstaff).preview([{ type: 'set', document }], { contexts });
    expect(flips?.counts.map(({ from, to, count }) => [from, to, count])).toEqual([
      ['on', 'off', 1],
      ['off', 'on', 250],
    ]);
    expect(flips?.examples[0]).toMatchObject({ index: 0, from: { variant: 'on' }, to: { variant: 'off' } });
  });
});

describe('looking up', () => {
  it('is one round trip for all segments, and none for a cached result', async () => {
    const { flagstaff, asked, ask } = await club();
    await manage(flagstaff).commit(
      ['a', 'b', 'c'].map((key) => ({
        type: 'set',
        document: { kind: 'segment', key, members: 'stored', by: 'userId' },
      })),
    );
    const flags = flagstaff.forContext({ targetingKey: 'ada', userId: 42 });
    await flags.lookUpMembers();
    expect(asked()).toBe(1);
    expect(flagstaff.forContext({ targetingKey: 'ada', userId: '42' }).lookUpMembers()).toBeUndefined();
    await ask('bob');
    expect(asked()).toBe(2);
  });

  it('repeats a lookup when the entry has expired, and at once after a change by this process', async () => {
    const { ask, asked, clock, flagstaff, memory } = await club({ memberCache: { maxAgeMs: 5_000 } });
    await ask('ada');
    await memory.changeMembers('vip', { type: 'remove', members: ['ada'] });
    expect(await ask('ada')).toMatchObject({ value: true });
    expect(asked()).toBe(1);
    await clock.advance(6_000);
    expect(await ask('ada')).toMatchObject({ value: false });
    await during(clock, manage(flagstaff).addMembers('vip', ['ada']));
    expect(await ask('ada')).toMatchObject({ value: true });
  });

  it('repeats a lookup after the process was frozen', async () => {
    const { ask, asked, clock } = await club();
    await ask('ada');
    clock.setNow(new Date(clock.now() + 600_000));
    await ask('ada');
    expect(asked()).toBe(2);
  });

  it('caches as many entries as configured, the latest ones', async () => {
    const { ask, asked } = await club({ memberCache: { size: 2 } });
    for (const key of ['ada', 'bob', 'carl', 'carl', 'bob']) await ask(key);
    expect(asked()).toBe(3);
    await ask('ada');
    expect(asked()).toBe(4);
  });

  it.each(['fail', 'hang'] as const)(
    'of a store that does "%s" ends, is reported once, and keeps the cache',
    async (fault) => {
      const { ask, clock, line, problems } = await club({ memberCache: { maxAgeMs: 1_000 } });
      await ask('ada');
      await clock.advance(2_000);
      line.break(fault, 'hasMembers');
      expect(await ask('ada')).toMatchObject({ value: true });
      expect(await ask('bob')).toMatchObject({ value: false, unknownMembers: ['vip'] });
      expect(problems.map(({ code }) => code)).toEqual([fault === 'fail' ? 'STORAGE_UNAVAILABLE' : 'STORAGE_TIMEOUT']);
      line.break('none');
      // The next poll shows that the store answers.
      await clock.advance(3_000);
      expect(await ask('bob')).not.toHaveProperty('unknownMembers');
    },
  );

  it('asks only about segments that the flags can reach', async () => {
    const { flagstaff, clock, asked } = await club();
    const staff: SegmentDocument = { kind: 'segment', key: 'staff', members: 'stored' };
    const night: SegmentDocument = { kind: 'segment', key: 'night', parent: 'staff' };
    const documents = [
      staff,
      night,
      { ...forVips, key: 'desk', rules: [{ when: { segment: 'night' }, serve: 'on' }] },
      { ...forVips, key: 'bell', rules: [], prerequisites: [{ flag: 'desk', variants: ['on'] }] },
      { kind: 'flag', key: 'static', type: 'boolean' },
    ] as const;
    await during(clock, manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document }))));
    const flags = flagstaff.forContext({ targetingKey: 'ada' });
    for (const keys of [['static'], ['absent'], [], [5 as never]]) expect(flags.lookUpMembers(keys)).toBeUndefined();
    expect(asked()).toBe(0);
    await flags.lookUpMembers(['static', 'bell']);
    expect(flags.details('bell', false)).not.toHaveProperty('unknownMembers');
    expect(flags.details('lounge', false)).toMatchObject({ unknownMembers: ['vip'] });
    await flags.lookUpMembers();
    expect(flags.details('lounge', false)).not.toHaveProperty('unknownMembers');
    await during(clock, manage(flagstaff).delete('flag:lounge'));
    await during(clock, manage(flagstaff).delete('flag:queue'));
    expect(flagstaff.forContext({ targetingKey: 'new' }).lookUpMembers(['desk'])).toBeDefined();
    await during(clock, manage(flagstaff).delete('flag:bell'));
    await during(clock, manage(flagstaff).delete('flag:desk'));
    expect(flagstaff.forContext({ targetingKey: 'newer' }).lookUpMembers()).toBeUndefined();
  });

  it('remembers a failure, and probes without making a check wait until the store answers again', async () => {
    const { flagstaff, clock, line, asked } = await club();
    const visit = (index: number): Promise<void> | undefined =>
      flagstaff.forContext({ targetingKey: `visitor-${index}` }).lookUpMembers(['lounge']);
    line.break('hang');
    await during(clock, Promise.all([1, 2, 3].map(async (index) => visit(index))));
    expect(asked()).toBe(3);
    for (let index = 10; index < 200; index += 1) expect(visit(index)).toBeUndefined();
    expect(asked()).toBe(3);
    // Long enough for a probe, whose outcome no check waits for.
    await clock.advance(500);
    for (let index = 200; index < 400; index += 1) expect(visit(index)).toBeUndefined();
    expect(asked()).toBe(4);
    line.break('none');
    await clock.advance(20_000);
    const back = visit(400);
    expect(back).toBeDefined();
    await back;
    expect(asked()).toBe(5);
  });

  it('needs no store when no context can be a member', async () => {
    const { flagstaff, asked } = await club();
    for (const targetingKey of ['', 'x'.repeat(257), 'nul\0', 'half \ud800']) {
      const flags = flagstaff.forContext({ targetingKey });
      expect(flags.lookUpMembers()).toBeUndefined();
      expect(flags.details('lounge', false)).not.toHaveProperty('unknownMembers');
    }
    const hostile = flagstaff.forContext({
      get targetingKey(): string {
        throw new Error('no');
      },
    });
    expect(hostile.lookUpMembers()).toBeUndefined();
    expect(asked()).toBe(0);
  });

  it('costs nothing when no segment stores its members', async () => {
    const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'segment', key: 'a' }] });
    expect(flagstaff.forContext({ targetingKey: 'ada' }).lookUpMembers()).toBeUndefined();
    await flagstaff.close();
  });
});

describe('stored members', () => {
  async function everyone(flagstaff: Flagstaff): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await manage(flagstaff).members('vip', cursor === undefined ? {} : { cursor });
      found.push(...page.items);
      cursor = page.next;
    }
    return found.sort();
  }

  it('are added and removed in any number, from any iterable, numbers as texts', async () => {
    const { flagstaff, line } = await club();
    async function* exported(): AsyncGenerator<number> {
      for (let id = 0; id < 2_500; id += 1) yield id;
    }
    const before = line.calls.get('changeMembers')!;
    await manage(flagstaff).addMembers('vip', exported());
    expect(line.calls.get('changeMembers')! - before).toBe(3);
    expect(await everyone(flagstaff)).toHaveLength(2_501);
    await manage(flagstaff).removeMembers('vip', new Set([0, '1', 'ada', 'stranger']));
    expect(await everyone(flagstaff)).toHaveLength(2_498);
    await manage(flagstaff).removeMembers('vip', 'all');
    expect(await everyone(flagstaff)).toEqual([]);
  });

  it('outlive the document: a segment that comes back has them', async () => {
    const { ask, flagstaff } = await club();
    await manage(flagstaff).commit([
      { type: 'delete', id: 'flag:lounge' },
      { type: 'delete', id: 'flag:queue' },
      { type: 'delete', id: 'segment:vip' },
    ]);
    await expect(manage(flagstaff).addMembers('vip', ['bob'])).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    expect(await everyone(flagstaff)).toEqual(['ada']);
    await manage(flagstaff).rollback(1);
    expect(await ask('ada')).toMatchObject({ value: true });
  });

  it.each<[string, (flagstaff: Flagstaff) => Promise<unknown>]>([
    ['a text instead of a list', (flagstaff) => manage(flagstaff).addMembers('vip', 'ada')],
    ['nothing', (flagstaff) => manage(flagstaff).addMembers('vip', undefined as never)],
    ['an empty member', (flagstaff) => manage(flagstaff).addMembers('vip', [''])],
    ['a member that is too long', (flagstaff) => manage(flagstaff).addMembers('vip', ['x'.repeat(257)])],
    ['a member with a NUL', (flagstaff) => manage(flagstaff).addMembers('vip', ['a\0'])],
    ['half a surrogate pair', (flagstaff) => manage(flagstaff).addMembers('vip', ['\ud83d'])],
    ['a value that is not a number', (flagstaff) => manage(flagstaff).addMembers('vip', [Number.NaN])],
    ['an object', (flagstaff) => manage(flagstaff).removeMembers('vip', [{}] as never)],
    ['an invalid key', (flagstaff) => manage(flagstaff).addMembers('__proto__', ['a'])],
    ['a segment that lists its members', (flagstaff) => manage(flagstaff).addMembers('listed', ['a'])],
    ['a page without members', (flagstaff) => manage(flagstaff).members('vip', { limit: 0 })],
  ])('reject %s', async (_, act) => {
    const { flagstaff } = await club();
    await manage(flagstaff).set({ kind: 'segment', key: 'listed', include: ['a'] });
    await expect(act(flagstaff)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(await everyone(flagstaff)).toEqual(['ada']);
  });

  it('are not changed through a read-only store', async () => {
    const storage = createMemoryStorage({ documents: [vip] });
    const flagstaff = createFlagstaff({ storage: readOnly(storage) });
    await expect(manage(flagstaff).addMembers('vip', ['a'])).rejects.toMatchObject({ code: 'READ_ONLY' });
    await flagstaff.close();
    await expect(manage(flagstaff).members('vip')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('reject an invalid cache configuration', () => {
    for (const memberCache of [{ size: -1 }, { size: 1.5 }, { maxAgeMs: -1 }, { maxAgeMs: 'a' as never }, 7 as never]) {
      expect(() => createFlagstaff({ memberCache })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
  });
});

describe('many stored members in this process', () => {
  const MANY = count(60_000, 300_000);
  const everyMember = Array.from({ length: MANY }, (_, id) => `user-${id}`);

  /** Counts turns of the event loop during a task. */
  async function turnsDuring(task: () => Promise<unknown>): Promise<number> {
    const going = { on: true, turns: 0 };
    // Every step takes time, on a fast machine too.
    const now = performance.now.bind(performance);
    let spent = 0;
    const slow = vi.spyOn(performance, 'now').mockImplementation(() => now() + (spent += 1));
    const turn = (): void => {
      going.turns += 1;
      if (going.on) setImmediate(turn);
    };
    setImmediate(turn);
    await task();
    going.on = false;
    slow.mockRestore();
    return going.turns;
  }

  async function list(flagstaff: Flagstaff): Promise<string[]> {
    const members: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await manage(flagstaff).members('vip', cursor === undefined ? {} : { cursor });
      members.push(...page.items);
      cursor = page.next;
    }
    return members;
  }

  it('are added, listed and removed while the event loop turns', async () => {
    const flagstaff = createFlagstaff({ storage: createMemoryStorage({ documents: [vip] }) });
    await flagstaff.ready();
    expect(await turnsDuring(() => manage(flagstaff).addMembers('vip', everyMember))).toBeGreaterThan(0);
    const repeated = function* (): Generator<string> {
      for (let time = 0; time < MANY; time += 1) yield 'user-1';
    };
    expect(await turnsDuring(() => manage(flagstaff).addMembers('vip', repeated()))).toBeGreaterThan(0);
    const listed = await list(flagstaff);
    expect(listed).toHaveLength(everyMember.length);
    expect(new Set(listed)).toEqual(new Set(everyMember));
    expect(await turnsDuring(() => manage(flagstaff).removeMembers('vip', 'all'))).toBeGreaterThan(0);
    expect(await manage(flagstaff).members('vip')).toEqual({ items: [] });
    await flagstaff.close();
  });

  it('are each listed once while others are added and removed', async () => {
    const storage = createMemoryStorage();
    const add = async (members: readonly string[]): Promise<void> => {
      for (let at = 0; at < members.length; at += 1_000) {
        await storage.changeMembers('vip', { type: 'add', members: members.slice(at, at + 1_000) });
      }
    };
    const remove = (members: readonly string[]): Promise<void> =>
      storage.changeMembers('vip', { type: 'remove', members });
    const stay = Array.from({ length: 5_000 }, (_, id) => `stays-${id}`);
    const go = Array.from({ length: 20_000 }, (_, id) => `goes-${id}`);
    for (let at = 0; at < 5; at += 1) {
      await add(stay.slice(at * 1_000, (at + 1) * 1_000));
      await add(go.slice(at * 4_000, (at + 1) * 4_000));
    }
    const listed: string[] = [];
    let page = await storage.listMembers('vip', { limit: 100 });
    for (let round = 0; ; round += 1) {
      listed.push(...page.items.filter((member) => member.startsWith('stays')));
      if (page.next === undefined) break;
      await remove(go.slice(round * 500, (round + 1) * 500));
      await add([`comes-${round}`, `goes-${round}`]);
      page = await storage.listMembers('vip', { limit: 100, cursor: page.next });
      expect(round).toBeLessThan(1_000);
    }
    expect(listed.toSorted()).toEqual(stay.toSorted());
    for (const cursor of ['', 'user-1', '-1', '1.5']) {
      await expect(storage.listMembers('vip', { cursor })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
  });
});
