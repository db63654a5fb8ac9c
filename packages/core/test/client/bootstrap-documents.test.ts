import { explain } from '@flagstaff/core/explain';
import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it } from 'vitest';

const flag: FlagDocument = { kind: 'flag', key: 'a', type: 'boolean', default: 'on' };

const answer = (...documents: unknown[]): boolean =>
  createFlagstaff({ bootstrap: documents as Document[] })
    .forContext({})
    .isEnabled('a');

describe('bootstrap documents', () => {
  it('are used in their JSON form', () => {
    class Written {
      toJSON(): FlagDocument {
        return flag;
      }
    }
    const sparse = { ...flag, owner: undefined, tags: ['t'], removeBy: new Date(0) };
    expect([
      answer(flag),
      answer(new Written()),
      answer(sparse),
      answer(Object.assign(Object.create(null), flag)),
    ]).toEqual([true, true, true, true]);
  });

  it('are rejected when they cannot be serialized', () => {
    const cyclic: Record<string, unknown> = { ...flag };
    cyclic['metadata'] = cyclic;
    for (const bad of [cyclic, { ...flag, rules: [1n] }]) {
      expect(() => answer(bad)).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT' }));
    }
  });

  it('are rejected when they have no id, or throw when read', () => {
    const boom = (): never => {
      throw new Error('was read');
    };
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const nameless = [null, undefined, 1, 'flag', [], {}, { ...flag, kind: 'x' }, { ...flag, key: { toString: {} } }];
    const throwing = [
      revoked,
      new Proxy({ ...flag }, { get: boom }),
      Object.defineProperty({ ...flag }, 'name', { get: boom, enumerable: true }),
    ];
    for (const bad of [...nameless, ...throwing]) {
      for (const documents of [[bad], [flag, bad]]) {
        expect(() => answer(...documents)).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT' }));
      }
    }
    // This one can be serialized.
    expect(answer(new Proxy({ ...flag }, { getPrototypeOf: boom }))).toBe(true);
  });

  it('are not modified', async () => {
    const given = { ...flag };
    const flagstaff = createFlagstaff({ bootstrap: [given] });
    await flagstaff.ready();
    expect(await manage(flagstaff).get('flag:a')).toMatchObject({ ...flag, version: 1 });
    expect(given).toEqual(flag);
    const listed = await manage(flagstaff).list();
    Object.assign(listed[0]!, { default: 'off' });
    expect(await manage(flagstaff).list()).toMatchObject([flag]);
    await flagstaff.close();
  });

  it('have the version assigned by the store, also in explanations', async () => {
    const copied = { ...flag, version: 7, updatedAt: 'elsewhere' };
    for (const given of [flag, copied]) {
      const flagstaff = createFlagstaff({ bootstrap: [given] });
      await flagstaff.ready();
      expect(explain(flagstaff.forContext({}), 'a').version).toBe(1);
      expect(await manage(flagstaff).get('flag:a')).toMatchObject({ version: 1 });
      await manage(flagstaff).set({ ...flag, default: 'off' });
      expect(explain(flagstaff.forContext({}), 'a').version).toBe(2);
      await flagstaff.close();
    }
  });
});
