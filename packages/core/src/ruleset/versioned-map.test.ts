import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionedMap } from './versioned-map.ts';

const NAMES = 'abcdefghijklmnop'.split('');
const keys = fc.constantFrom(...NAMES);
const change = fc.dictionary(keys, fc.option(fc.nat(99), { nil: undefined }), { maxKeys: 3 });
const step = fc.record({ from: fc.nat(), change, settle: fc.boolean(), iterate: fc.boolean() });

describe('versions of a map', () => {
  it('keep the content of a copy, regardless of the settled one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const first = new Map(NAMES.map((key, index): [string, number] => [key, index]));
        const versions = [{ version: new VersionedMap(new Map(first)), copy: first }];
        for (const { from, change: changed, settle, iterate } of steps) {
          // Mostly the newest, as in a client, and sometimes an older one, as when checking a write.
          const at = from % 4 === 0 ? from % versions.length : versions.length - 1;
          const { version, copy } = versions[at]!;
          const changes = new Map(Object.entries(changed));
          if (iterate) version.keys();
          const next = { version: version.with(changes), copy: new Map(copy) };
          for (const [key, value] of changes) {
            if (value === undefined) next.copy.delete(key);
            else next.copy.set(key, value);
          }
          if (settle) next.version.settle();
          versions.push(next);
        }
        for (const { version, copy } of versions) {
          for (const key of first.keys()) expect(version.get(key)).toBe(copy.get(key));
        }
        for (const { version, copy } of versions) expect(new Map(version)).toEqual(copy);
      }),
    );
  });

  it('do not disturb an iteration that is resumed later', () => {
    const before = new VersionedMap(new Map(NAMES.map((key, index): [string, number] => [key, index])));
    const iteration = before.keys();
    iteration.next();
    before.with(new Map([['b', undefined]])).settle();
    expect([...iteration].join('')).toBe('bcdefghijklmnop');
  });
});
