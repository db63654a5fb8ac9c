import { createFlagstaff } from '@flagstaff/core';
import { expect, it } from 'vitest';

const flagstaff = createFlagstaff({
  bootstrap: [
    { kind: 'flag', key: 'shown', type: 'boolean', default: 'on', clientSide: true },
    { kind: 'flag', key: 'secret', type: 'boolean', default: 'on' },
    {
      kind: 'flag',
      key: 'needs-secret',
      type: 'boolean',
      default: 'on',
      prerequisites: [{ flag: 'secret', variants: ['on'] }],
      clientSide: true,
    },
    { kind: 'flag', key: 'no-off', type: 'string', variants: { a: 'A' }, default: 'a', status: 'inactive' },
  ],
});

it('an evaluator with clientSideOnly only knows client-side flags, with every method', () => {
  for (const flags of [
    flagstaff.forContext({}, { clientSideOnly: true }),
    flagstaff.forContext({}, { clientSideOnly: true }).with({ plan: 'pro' }),
  ]) {
    expect(flags.isEnabled('shown')).toBe(true);
    expect(flags.isEnabled('secret')).toBe(false);
    expect(flags.value('secret', false)).toBe(false);
    expect(flags.variant('secret')).toBeUndefined();
    expect(flags.details('secret', false)).toEqual({
      ...flags.details('absent', false),
      flagKey: 'secret',
      errorMessage: 'Flag "secret" does not exist.',
    });
    expect(Object.keys(flags.all())).toEqual(['shown', 'needs-secret']);
    // A client-side flag may depend on one that is not.
    expect(flags.isEnabled('needs-secret')).toBe(true);
  }
});

it('resolves a flag of any type, and leaves the value undefined when the default applies', () => {
  const flags = flagstaff.forContext({});
  expect(flags.resolve('shown')).toMatchObject({ value: true, variant: 'on', reason: 'STATIC' });
  expect(flags.resolve('no-off')).toMatchObject({ value: undefined, reason: 'DISABLED' });
  expect(flags.resolve('absent')).toMatchObject({ value: undefined, errorCode: 'FLAG_NOT_FOUND' });
});
