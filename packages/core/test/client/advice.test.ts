import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { collectWarnings } from './warnings.ts';

const ROLLED_OUT: Document = {
  kind: 'flag',
  key: 'rolled-out',
  type: 'boolean',
  default: 'off',
  rules: [{ rollout: { percentage: 50 }, serve: 'on' }],
};
const SPLIT: Document = {
  kind: 'flag',
  key: 'split',
  type: 'boolean',
  default: { split: { on: 50, off: 50 }, by: 'company' },
};
const PLAIN: Document = { kind: 'flag', key: 'plain', type: 'boolean', default: 'on' };

function client(): Flagstaff {
  const flagstaff: Flagstaff = createFlagstaff({ bootstrap: [ROLLED_OUT, SPLIT, PLAIN] });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

it('warns once about each mistake of the code that asks', async () => {
  const warnings = collectWarnings();
  const flagstaff = client();
  for (let round = 0; round < 3; round++) {
    const flags = flagstaff.forContext({});
    flags.isEnabled('plian');
    flags.value('plain', 'text');
    flags.variant('split');
    flags.details('rolled-out', false);
    flags.isEnabled('rolled-out');
  }
  expect((await warnings()).map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'FLAG_NOT_FOUND: Flag "plian" served its default: Flag "plian" does not exist.',
    'TYPE_MISMATCH: Flag "plain" served its default: The flag is of type boolean, the caller asked for string.',
    'TARGETING_KEY_MISSING: Flag "split" served its default: A split needs the attribute "company" as text or a finite number.',
    expect.stringMatching(/^TARGETING_KEY_MISSING: Flag "rolled-out" has a rollout by "targetingKey", .*visitorCookie/),
  ]);
});

it('says nothing about correct checks', async () => {
  const warnings = collectWarnings();
  const flags = client().forContext({ targetingKey: 'ada', company: 'acme' });
  for (const key of ['plain', 'split', 'rolled-out']) flags.isEnabled(key);
  expect(await warnings()).toEqual([]);
});

it('says nothing about keys from outside', async () => {
  const warnings = collectWarnings();
  const flagstaff = client();
  flagstaff.forContext({}).resolve('from-outside');
  flagstaff.forContext({}, { clientSideOnly: true }).isEnabled('from-outside');
  expect(await warnings()).toEqual([]);
});

it('says nothing about a flag that is defined in code and not yet stored', async () => {
  const warnings = collectWarnings();
  const flagstaff = createFlagstaff({ bootstrap: [PLAIN], definitions: defineFlags({ planned: { type: 'boolean' } }) });
  onTestFinished(() => flagstaff.close());
  expect(flagstaff.forContext({}).isEnabled('planned')).toBe(false);
  expect(await warnings()).toEqual([]);
});

it('says nothing in production', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  onTestFinished(() => void vi.unstubAllEnvs());
  const warnings = collectWarnings();
  const flags = client().forContext({});
  for (const key of ['plian', 'split', 'rolled-out']) flags.isEnabled(key);
  expect(await warnings()).toEqual([]);
});
