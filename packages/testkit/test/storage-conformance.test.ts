import { CAPABILITIES, createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import { count, repeated } from '@flagstaff/spec';
import { recording } from '@flagstaff/testkit';
import { storageConformance } from '@flagstaff/testkit/storage';
import { describe, expect, it } from 'vitest';
import { toyStorage } from './support/toy-storage.ts';

/** A soak repeats races in full. */
const scale = count(0.1, 1);

const memory = storageConformance({ name: 'memory', describe, it, scale, create: () => createMemoryStorage() });

const toy = storageConformance({
  name: 'four methods',
  describe,
  it,
  scale,
  create: () => toyStorage(),
  skip: CAPABILITIES.map((capability) => ({ capability, reason: 'a toy storage has only the four methods' })),
});

storageConformance({
  name: 'recording',
  ...repeated({ describe, it }, 'recording'),
  scale,
  create: () => recording(createMemoryStorage()),
});

storageConformance({
  name: 'failover with a working primary',
  ...repeated({ describe, it }, 'failover with a working primary'),
  scale,
  create: () => failover(createMemoryStorage(), createMemoryStorage()),
});

storageConformance({
  name: 'failover with a secondary of four methods',
  ...repeated({ describe, it }, 'failover with a secondary of four methods'),
  scale,
  create: () => failover(createMemoryStorage(), toyStorage()),
  skip: (['snapshot', 'changes', 'revision', 'history', 'hasMembers', 'listMembers'] as const).map((capability) => ({
    capability,
    reason: 'limited to the capabilities of both',
  })),
});

storageConformance({
  name: 'the reads of read-only',
  ...repeated({ describe, it }, 'the reads of read-only'),
  scale,
  create() {
    const storage = createMemoryStorage();
    const { set, changeMembers } = storage;
    return { ...readOnly(storage), set, delete: storage.delete, changeMembers };
  },
  skip: [{ capability: 'commit', reason: 'it is read-only' }],
});

it('runs all cases for a backend with every capability', () => {
  expect(memory.cases).toBeGreaterThanOrEqual(100);
  expect(memory.skipped).toEqual([]);
});

it('runs fewer cases for four methods, and reports the skipped ones', () => {
  expect(toy.cases).toBeGreaterThanOrEqual(50);
  // A gap has one case more than a capability: the behavior of a client without it.
  expect(toy.cases + toy.skipped.length - CAPABILITIES.length).toBe(memory.cases);
});
