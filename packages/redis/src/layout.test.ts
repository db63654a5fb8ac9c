import { describe, expect, it } from 'vitest';
import { keysOf, parseSlot } from './layout.ts';

const stored = { kind: 'flag', key: 'a', type: 'boolean', version: 3, createdAt: 'then', updatedAt: 'now' };

describe('keysOf', () => {
  it('makes the prefix the hash tag', () => {
    const { members, token, index, ...keys } = keysOf('flagstaff:');
    expect(keys).toEqual({ data: '{flagstaff:}data', log: '{flagstaff:}log', channel: '{flagstaff:}changes' });
    expect(members('vip')).toBe('{flagstaff:}members:vip');
    expect(token('t')).toBe('{flagstaff:}token:t');
    expect(index('flag:a')).toBe('{flagstaff:}index:194');
  });

  it.each(['{app}:flags:', 'app:{flags}:', 'a{b{c}'])('keeps the hash tag of %s', (prefix) => {
    expect(keysOf(prefix).data).toBe(`${prefix}data`);
  });

  it.each(['a{}b', '{}{a}:', 'a{b', 'a}b'])('adds a hash tag to %s', (prefix) => {
    expect(keysOf(prefix).data).toBe(`{${prefix}}data`);
  });
});

describe('parseSlot', () => {
  it('returns the document and the last version used', () => {
    expect(parseSlot('flag:a', JSON.stringify(stored), '3')).toEqual({ document: stored, version: 3 });
    expect(parseSlot('flag:a', null, '3')).toEqual({ document: undefined, version: 3 });
    expect(parseSlot('flag:a', null, null)).toEqual({ document: undefined, version: 0 });
  });

  it('never returns a version below that of the document', () => {
    expect(parseSlot('flag:a', JSON.stringify(stored), null).version).toBe(3);
    expect(parseSlot('flag:a', JSON.stringify(stored), 'NaN').version).toBe(3);
  });

  it.each(['', '{', 'null', '[]', '5', '{"kind":"flag","key":"other","version":1}', '{"kind":"flag","key":"a"}'])(
    'returns an invalid document for the text %j',
    (text) => {
      const { document, version } = parseSlot('flag:a', text, '4');
      expect(document).toMatchObject({ kind: 'flag', key: 'a', version: 4, unreadable: expect.any(String) });
      expect(version).toBe(4);
    },
  );
});
