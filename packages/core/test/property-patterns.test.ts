import type { FlagDocument } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expect, it } from 'vitest';

// A backtracking engine would never finish. The test's timeout is the proof.
const evil = [
  '(a+)+$',
  '^(a+)+$',
  '^(a|aa)+$',
  '^(a|a?)+$',
  '^(a*)*$',
  '(.*a){12}$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  'a*a*a*a*a*a*a*a*a*a*b',
  '(x+x+)+y',
  '(\\s|\\s+)+$',
];

const flags = evil.map((value, index): FlagDocument => ({
  kind: 'flag',
  key: `evil-${index}`,
  type: 'boolean',
  rules: [{ when: { attribute: 'x', operator: 'matches', value }, serve: 'on' }],
}));

it('malicious patterns match quickly, on the longest input and on 50,000 characters', async () => {
  const client = createFlagstaff({ storage: createMemoryStorage({ documents: flags }) });
  await client.ready();

  for (const { key } of flags) {
    for (const filler of ['a', 'x', ' ']) {
      expect(client.forContext({ x: `${filler.repeat(1_023)}!` }).details(key, true)).toMatchObject({
        value: false,
        reason: 'DEFAULT',
      });
      expect(client.forContext({ x: `${filler.repeat(50_000)}!` }).isEnabled(key)).toBe(false);
      expect(client.forContext({ x: filler.repeat(50_000) }).isEnabled(key)).toBe(false);
    }
  }
  expect(client.forContext({ x: 'a'.repeat(1_024) }).isEnabled('evil-0')).toBe(true);
  expect(client.forContext({ x: 'a'.repeat(1_025) }).isEnabled('evil-0')).toBe(false);
  await client.close();
});
