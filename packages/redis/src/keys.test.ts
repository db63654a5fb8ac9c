import { describe, expect, it } from 'vitest';
import { keysOf } from './keys.ts';

describe('keysOf', () => {
  it('makes the prefix the hash tag', () => {
    const { members, token, ...keys } = keysOf('flagstaff:');
    expect(keys).toEqual({ data: '{flagstaff:}data', log: '{flagstaff:}log', channel: '{flagstaff:}changes' });
    expect(members('vip')).toBe('{flagstaff:}members:vip');
    expect(token('t')).toBe('{flagstaff:}token:t');
  });

  it.each(['{app}:flags:', 'app:{flags}:', 'a{b{c}'])('keeps the hash tag of %s', (prefix) => {
    expect(keysOf(prefix).data).toBe(`${prefix}data`);
  });

  it.each(['a{}b', '{}{a}:', 'a{b', 'a}b'])('adds a hash tag to %s', (prefix) => {
    expect(keysOf(prefix).data).toBe(`{${prefix}}data`);
  });
});
