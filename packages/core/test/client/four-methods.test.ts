import { createFlagstaff } from '@flagstaff/core';
import type { Document, DocumentId, StorageBackend, StoredDocument } from '@flagstaff/core';
import { documentId, FlagstaffError } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '@flagstaff/testkit';
import { numberFlag, numberOf } from './setup.ts';

/** The minimal backend, as a class, since others may be. */
class Shelf implements StorageBackend {
  readonly name = 'shelf';
  readonly documents = new Map<DocumentId, StoredDocument>();

  async get(id: DocumentId): Promise<StoredDocument | undefined> {
    return this.documents.get(id);
  }

  async set(document: Document, { ifVersion }: { ifVersion?: number } = {}): Promise<StoredDocument> {
    const id = documentId(document);
    const version = this.documents.get(id)?.version ?? 0;
    if (ifVersion !== undefined && ifVersion !== version)
      throw new FlagstaffError('VERSION_CONFLICT', `${id} changed.`);
    const stored: StoredDocument = { ...document, version: version + 1, createdAt: '', updatedAt: '' };
    this.documents.set(id, stored);
    return stored;
  }

  async delete(id: DocumentId): Promise<boolean> {
    return this.documents.delete(id);
  }

  async list(): Promise<StoredDocument[]> {
    return [...this.documents.values()];
  }
}

function setUp(): {
  shelf: Shelf;
  clock: ReturnType<typeof fakeClock>;
  flagstaff: ReturnType<typeof createFlagstaff>;
} {
  const shelf = new Shelf();
  const clock = fakeClock();
  const flagstaff = createFlagstaff({ storage: shelf, clock });
  onTestFinished(() => flagstaff.close());
  return { shelf, clock, flagstaff };
}

describe('a backend of four methods', () => {
  it('is followed, including manual edits that keep the version', async () => {
    const { shelf, clock, flagstaff } = setUp();
    await clock.advance(0);
    expect(flagstaff.state).toBe('ready');
    await shelf.set(numberFlag('a', 1));
    await clock.advance(2_500);
    expect(numberOf(flagstaff, 'a')).toBe(1);
    shelf.documents.set('flag:a', { ...numberFlag('a', 2), version: 1, createdAt: '', updatedAt: '' });
    await clock.advance(2_500);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    expect(flagstaff.state).toBe('ready');
  });

  it('is written to, one document at a time, and active at once', async () => {
    const { clock, flagstaff } = setUp();
    await clock.advance(0);
    expect(await manage(flagstaff).set(numberFlag('a', 1))).toMatchObject({ version: 1 });
    expect(numberOf(flagstaff, 'a')).toBe(1);
    const commit = await manage(flagstaff).commit([{ type: 'set', document: numberFlag('a', 2) }]);
    expect(commit.changes).toMatchObject([{ id: 'flag:a', before: { version: 1 }, after: { version: 2 } }]);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    await expect(manage(flagstaff).set(numberFlag('a', 3), { ifVersion: 1 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect(await manage(flagstaff).delete('flag:a')).toBe(true);
    expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([-1, 'ready']);
    expect(await manage(flagstaff).delete('flag:a')).toBe(false);
  });

  it('rejects what it cannot do, and names the capability and the backend', async () => {
    const { clock, flagstaff } = setUp();
    await clock.advance(0);
    const both = [numberFlag('a', 1), numberFlag('b', 1)].map((document) => ({ type: 'set' as const, document }));
    const missing = (capability: string): object => ({
      code: 'CAPABILITY_MISSING',
      message: expect.stringMatching(new RegExp(`shelf.*"${capability}"`)) as string,
    });
    await expect(manage(flagstaff).commit(both)).rejects.toMatchObject(missing('commit'));
    await expect(manage(flagstaff).history()).rejects.toMatchObject(missing('history'));
    await expect(manage(flagstaff).rollback(1)).rejects.toMatchObject(missing('commit'));
  });

  it('that comes back empty counts as lost', async () => {
    const { shelf, clock, flagstaff } = setUp();
    await shelf.set(numberFlag('a', 1));
    await clock.advance(3_000);
    shelf.documents.clear();
    await clock.advance(10_000);
    expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([1, 'stale']);
  });

  it('may contain anything: only what cannot be understood is rejected, and writing continues', async () => {
    const { shelf, clock, flagstaff } = setUp();
    const cycle = { kind: 'flag', key: 'cycle', type: 'object', variants: {}, default: 'v' };
    Object.assign(cycle.variants, { v: cycle });
    let deep: unknown = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    const odd = [
      null,
      undefined,
      7,
      'text',
      [],
      { kind: 'flag' },
      { kind: 'flag', key: 'big', value: 1n },
      cycle,
      deep,
    ];
    for (const [index, document] of odd.entries()) {
      shelf.documents.set(`flag:odd${index}`, document as StoredDocument);
    }
    await shelf.set(numberFlag('a', 1));
    await clock.advance(0);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
    await manage(flagstaff).set(numberFlag('a', 2));
    expect(numberOf(flagstaff, 'a')).toBe(2);
  });
});

it.each([
  ['list', new Map()],
  ['list', undefined],
  ['commit', undefined],
  ['commit', {}],
])('a backend whose %s breaks its contract is reported', async (method, answer) => {
  const shelf = Object.assign(new Shelf(), { [method]: async () => answer });
  const flagstaff = createFlagstaff({ storage: shelf, clock: fakeClock() });
  await expect(manage(flagstaff).set(numberFlag('a', 1))).rejects.toMatchObject({
    code: 'STORAGE_CORRUPT',
    message: expect.stringMatching(new RegExp(`^shelf: \`${method}\``)) as string,
  });
  await flagstaff.close();
});
