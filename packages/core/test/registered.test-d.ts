// The compiler checks all type tests as one program, so what is registered here holds in the adapters' type tests, too.
import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { RegisteredFlags } from '@flagstaff/core';
import { currentFlags } from '@flagstaff/core/async';
import { expectTypeOf, it } from 'vitest';

const registered = defineFlags({
  release: { type: 'boolean' },
  button: { type: 'string', variants: { blue: 'blue', green: 'green' }, defaultValue: 'blue' },
});

declare module '@flagstaff/core' {
  interface Register {
    flags: typeof registered;
    context: { plan: 'free' | 'pro'; age: number };
  }
}

const flagstaff = createFlagstaff();

it('uses the registered flags where none are given', () => {
  expectTypeOf<RegisteredFlags>().toEqualTypeOf<typeof registered>();
  expectTypeOf(flagstaff.forContext({}).value('button')).toEqualTypeOf<'blue' | 'green'>();
  expectTypeOf(currentFlags().value('button')).toEqualTypeOf<'blue' | 'green'>();
  // @ts-expect-error -- no such flag
  flagstaff.forContext({}).isEnabled('relase');
});

it('checks the registered attributes, and allows others', () => {
  const flags = flagstaff.forContext({ plan: 'pro', age: 42, anything: ['else'] });
  expectTypeOf(flags.with({ age: 43 })).toEqualTypeOf<typeof flags>();
  // @ts-expect-error -- not a plan
  flagstaff.forContext({ plan: 'gold' });
  // @ts-expect-error -- the age is a number
  flags.with({ age: 'old' });
});
