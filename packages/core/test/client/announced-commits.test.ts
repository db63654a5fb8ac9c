import { describe, expect, it } from 'vitest';
import { numberFlag, numberOf, scene } from './setup.ts';
import type { Scene } from './setup.ts';

/** Reads of the store so far. */
function reads({ line }: Scene): number {
  return ['revision', 'changes', 'snapshot'].reduce((sum, name) => sum + (line.calls.get(name as 'revision') ?? 0), 0);
}

/** A client of a flag `a` that serves 1, with a watch that listens and passes nothing on by itself. */
async function following(): Promise<Scene> {
  const it = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: 60_000 });
  await it.clock.advance(100);
  it.line.mute(true);
  return it;
}

describe('an announced commit', () => {
  it('is applied without a read when it follows from what is held', async () => {
    const it = await following();
    const before = reads(it);
    for (let value = 2; value < 12; value += 1) {
      it.line.announce(await it.memory.commit([{ type: 'set', document: numberFlag('a', value) }]));
    }
    await it.clock.advance(0);
    expect(numberOf(it.flagstaff, 'a')).toBe(11);
    expect(it.flagstaff.revision?.number).toBe(11);
    expect(it.changes.slice(-10).map(({ changed }) => changed)).toEqual(Array.from({ length: 10 }, () => ['flag:a']));
    await it.clock.advance(200);
    expect(reads(it)).toBe(before);
  });

  it('is applied once, when it is repeated and when it is of this instance', async () => {
    const it = await following();
    const commit = await it.memory.commit([{ type: 'set', document: numberFlag('a', 2) }]);
    const before = reads(it);
    it.line.announce(commit);
    it.line.announce(commit);
    await it.clock.advance(200);
    expect(it.changes.filter(({ revision }) => revision?.number === 2)).toHaveLength(1);
    expect(reads(it)).toBe(before);
  });

  it('makes the client read when one before it was missed', async () => {
    const it = await following();
    await it.memory.commit([{ type: 'set', document: numberFlag('b', 2) }]);
    it.line.announce(await it.memory.commit([{ type: 'set', document: numberFlag('a', 3) }]));
    await it.clock.advance(100);
    expect([numberOf(it.flagstaff, 'a'), numberOf(it.flagstaff, 'b')]).toEqual([3, 2]);
  });

  it.each([
    [
      'a document that is invalid',
      (commit: object) => ({ ...commit, changes: [{ id: 'flag:a', before: null, after: { kind: 'flag', key: 'a' } }] }),
    ],
    [
      'a document under another id',
      (commit: object) => ({ ...commit, changes: [{ id: 'flag:b', before: null, after: numberFlag('a', 9) }] }),
    ],
    ['no changes', (commit: object) => ({ ...commit, changes: [] })],
    ['changes that are no list', (commit: object) => ({ ...commit, changes: 5 })],
    ['another epoch', (commit: object) => ({ ...commit, revision: { epoch: 'other', number: 9, token: 'other' } })],
    ['another predecessor', (commit: object) => ({ ...commit, previous: 'other' })],
    ['no revision', (commit: object) => ({ ...commit, revision: undefined, previous: undefined })],
    ['text', () => 'changed'],
    ['an event', () => ({ type: 'change' })],
  ])('with %s makes the client read the store instead', async (_what, spoil) => {
    const it = await following();
    const commit = await it.memory.commit([{ type: 'set', document: numberFlag('a', 2) }]);
    it.line.announce(spoil(commit));
    await it.clock.advance(100);
    expect(numberOf(it.flagstaff, 'a')).toBe(2);
    expect(it.flagstaff.revision).toEqual(commit.revision);
    expect(it.flagstaff.state).toBe('ready');
  });

  it('that the store does not have is taken back', async () => {
    const it = scene({ documents: [numberFlag('a', 1)] });
    await it.clock.advance(100);
    const { revision } = it.flagstaff;
    const [document] = await it.memory.list();
    it.line.announce({
      revision: { epoch: revision?.epoch, number: 2, token: 'forged' },
      previous: revision?.token,
      at: '',
      changes: [{ id: 'flag:a', before: document, after: { ...document, ...numberFlag('a', 666), version: 2 } }],
    });
    await it.clock.advance(10_000);
    expect(numberOf(it.flagstaff, 'a')).toBe(1);
    expect(it.flagstaff.revision).toEqual(revision);
  });
});
