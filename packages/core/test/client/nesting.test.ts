// Depth is bounded at each border: no external value reaches recursive code.
import { explain } from '@flagstaff/core/explain';
import { createFlagstaff, LIMITS, signBootstrap, verifyBootstrap } from '@flagstaff/core';
import type { Document, Flagstaff, FlagstaffError } from '@flagstaff/core';
import { copyOf, createMemoryStorage, isTooDeep } from '@flagstaff/core/storage';
import type { StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function cycle(): object {
  const list: unknown[] = [1];
  list.push({ list });
  return list;
}

/** 40 levels, and 2^40 values when serialized. */
function laughs(): unknown {
  let value: unknown = 'ha';
  for (let level = 0; level < 40; level += 1) value = [value, value];
  return value;
}

/** Each property is another object of the same kind. */
function endless(): object {
  return new Proxy(
    {},
    {
      ownKeys: () => ['a', 'b'],
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: endless() }),
      get: (_, name) => (name === 'a' || name === 'b' ? endless() : undefined),
    },
  );
}

const throwing = {
  get a(): never {
    throw new Error('read');
  },
};

const HOSTILE: readonly (readonly [name: string, value: unknown])[] = [
  ['65 levels', nested(65)],
  ['3,000 levels', nested(3_000)],
  ['100,000 levels', nested(100_000)],
  ['a cycle', cycle()],
  ['shared parts', laughs()],
  ['an endless proxy', endless()],
  ['a BigInt', 1n],
  ['a getter that throws', throwing],
  ['a revoked proxy', revoked()],
  ['a deep toJSON', { toJSON: () => nested(3_000) }],
  ['a toJSON that throws', { toJSON: () => throwing.a }],
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const flag = (more: object = {}): Document => ({ kind: 'flag', key: 'a', type: 'boolean', ...more });
const objectFlag = (value: unknown): Document =>
  ({ kind: 'flag', key: 'a', type: 'object', variants: { only: value }, default: 'only' }) as Document;

function open(options: Parameters<typeof createFlagstaff>[0] = {}): Flagstaff {
  const flagstaff: Flagstaff = createFlagstaff(options);
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

describe('isTooDeep', () => {
  it('counts lists and objects', () => {
    expect(isTooDeep(nested(LIMITS.nesting))).toBe(false);
    expect(isTooDeep(nested(LIMITS.nesting + 1))).toBe(true);
    expect(isTooDeep([[]], 2)).toBe(false);
    expect(isTooDeep([[]], 1)).toBe(true);
    expect([1, 'x', null, undefined, () => 1].map((value) => isTooDeep(value))).toEqual(Array(5).fill(false));
  });

  it('ends with true for cycles, shared parts and endless proxies', () => {
    expect([cycle(), laughs(), endless(), nested(100_000)].map((value) => isTooDeep(value))).toEqual(
      Array(4).fill(true),
    );
  });
});

describe.each(HOSTILE)('%s', (_name, value) => {
  it('is rejected in a document to write', async () => {
    const flagstaff = open();
    const refused = { code: 'INVALID_DOCUMENT' };
    await expect(manage(flagstaff).set(objectFlag(value))).rejects.toMatchObject(refused);
    await expect(manage(flagstaff).set(flag({ kind: value }))).rejects.toMatchObject(refused);
    await expect(manage(flagstaff).set(value as Document)).rejects.toMatchObject(refused);
    await expect(manage(flagstaff).commit([{ type: 'set', document: objectFlag(value) }])).rejects.toMatchObject(
      refused,
    );
    const { issues } = await manage(flagstaff).preview([{ type: 'set', document: objectFlag(value) }]);
    expect(issues).toMatchObject([{ change: 0, path: expect.stringMatching(/^\$/) as string }]);
    await manage(flagstaff).set(flag({ default: 'on' }));
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(true);
  });

  it('is rejected in bootstrap documents', () => {
    expect(() => createFlagstaff({ bootstrap: [objectFlag(value)] })).toThrow(
      expect.objectContaining({ code: 'INVALID_DOCUMENT' }) as Error,
    );
  });

  it('is rejected in definitions', async () => {
    const flags = { a: { type: 'object', variants: { x: value, y: value }, defaultValue: value } } as never;
    await expect(manage(open({ definitions: flags })).sync()).rejects.toSatisfy((error: FlagstaffError) =>
      ['INVALID_OPTIONS', 'INVALID_DOCUMENT'].includes(error.code),
    );
  });

  it('is rejected by a store, and corrupts nothing in it', async () => {
    const storage = createMemoryStorage();
    await storage.set(flag());
    await expect(storage.set(objectFlag(value))).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    for (const meta of [{ actor: value }, { comment: value }] as { actor: string }[]) {
      await expect(storage.set(flag(), meta)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
    expect(await storage.list()).toHaveLength(1);
    expect((await storage.history()).items).toHaveLength(1);
    expect(() => copyOf(value)).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT' }) as Error);
  });

  it('is a context, or an attribute, that evaluates', async () => {
    const flagstaff = open({
      bootstrap: [flag({ rules: [{ when: { attribute: 'x.a', operator: 'eq', value: 'y' }, serve: 'on' }] })],
    });
    for (const context of [{ x: value }, value] as object[]) {
      const evaluator = flagstaff.forContext(context as {});
      expect([evaluator.isEnabled('a'), evaluator.variant('a')]).toHaveLength(2);
      expect(JSON.stringify(explain(evaluator, 'a')).length).toBeLessThan(10_000);
      expect(
        await manage(flagstaff)
          .preview([{ type: 'set', document: flag() }], { contexts: [context as {}] })
          .catch(({ code }: FlagstaffError) => code),
      ).toBeDefined();
    }
  });

  it('is never signed or accepted', async () => {
    const secret = 'thirty-two bytes at the very least!';
    const invalid = { code: 'INVALID_OPTIONS' };
    const bootstrap = { flags: {} };
    await expect(signBootstrap({ flags: { a: value } } as never, { secret })).rejects.toMatchObject(invalid);
    await expect(signBootstrap(value as never, { secret })).rejects.toMatchObject(invalid);
    await expect(signBootstrap(bootstrap, value as never)).rejects.toMatchObject(invalid);
    await expect(signBootstrap(bootstrap, { secret: value as string })).rejects.toMatchObject(invalid);
    await expect(signBootstrap(bootstrap, { secret, expiresInSeconds: value as number })).rejects.toMatchObject(
      invalid,
    );
    await expect(verifyBootstrap({}, value as never)).rejects.toMatchObject(invalid);
    await expect(verifyBootstrap({}, { secret: value as string })).rejects.toMatchObject(invalid);
    const good = await signBootstrap(bootstrap, { secret });
    const sent = [value, ...['flags', 'revision', 'expires', 'signature'].map((name) => ({ ...good, [name]: value }))];
    for (const input of sent) expect(await verifyBootstrap(input, { secret })).toBeUndefined();
    expect(await verifyBootstrap(good, { secret })).toEqual(bootstrap);
  });
});

describe('a signature', () => {
  const secret = 'thirty-two bytes at the very least!';

  it('covers the returned value, whatever getters return the second time', async () => {
    const good = await signBootstrap({ flags: {} }, { secret });
    let reads = 0;
    const forged = {
      ...good,
      get flags() {
        reads += 1;
        return reads === 1 ? {} : { admin: { value: true, reason: 'STATIC' } };
      },
    };
    expect(await verifyBootstrap(forged, { secret })).toEqual({ flags: {} });
  });

  it.each([undefined, null, 5, 'x', [], Symbol('s'), () => 1])('treats %s as nothing', async (value) => {
    const invalid = { code: 'INVALID_OPTIONS' };
    await expect(signBootstrap({ flags: {} }, value as never)).rejects.toMatchObject(invalid);
    await expect(signBootstrap(value as never, { secret })).rejects.toMatchObject(invalid);
    await expect(verifyBootstrap({}, value as never)).rejects.toMatchObject(invalid);
    expect(await verifyBootstrap(value, { secret })).toBeUndefined();
  });
});

/** Reading a value throws in the program that created it, not where it was stored. */
const DATA = HOSTILE.filter(([name]) => name !== 'a getter that throws' && name !== 'a revoked proxy');

describe('a storage backend of four methods that returns junk', () => {
  it.each([
    ...DATA.map(([name, value]) => [`${name} as createdAt`, { ...flag(), createdAt: value }] as const),
    ...DATA.map(([name, value]) => [`${name} as kind`, { ...flag(), kind: value }] as const),
    ...DATA,
  ])('continues with the others: %s', async (_name, junk) => {
    let documents: unknown[] = [
      flag({ version: 1, default: 'on' }),
      { ...flag({ default: 'on' }), key: 'b', version: 1 },
    ];
    const storage: StorageBackend = {
      name: 'four',
      get: async () => undefined,
      list: async () => documents as never,
      set: async (document) => {
        const stored = { ...document, version: 9, createdAt: '', updatedAt: '' };
        documents = [...documents.filter((each) => each === junk), stored];
        return stored;
      },
      delete: async () => true,
    };
    const flagstaff = open({ storage, pollIntervalMs: false });
    const problems: string[] = [];
    flagstaff.on('error', ({ code }) => void problems.push(code));
    await flagstaff.ready();
    const enabled = (key: string): boolean => flagstaff.forContext({}).isEnabled(key);
    expect({ a: enabled('a'), b: enabled('b') }).toEqual({ a: true, b: true });
    documents = [junk, { ...flag({ default: 'off' }), key: 'b', version: 2 }];
    await flagstaff.refresh();
    expect({ a: enabled('a'), b: enabled('b'), state: flagstaff.state }).toEqual({ a: true, b: false, state: 'ready' });
    expect(problems).toContain('DOCUMENT_REJECTED');
    await manage(flagstaff).set({ ...flag({ default: 'on' }), key: 'b' });
    expect({ a: enabled('a'), b: enabled('b') }).toEqual({ a: true, b: true });
  });
});
