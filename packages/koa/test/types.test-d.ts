import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/koa';
import Koa from 'koa';
import { expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
});
const flagstaff = createFlagstaff({ definitions });

it('types later middleware in a chain by the client', () => {
  new Koa().use(flags(flagstaff)).use((ctx) => {
    expectTypeOf(ctx.flags).toEqualTypeOf<Evaluator<typeof definitions>>();
    expectTypeOf(flagsOf(ctx, flagstaff).value('checkout')).toEqualTypeOf<'v1' | 'v2'>();
    // @ts-expect-error -- no such flag
    ctx.flags.isEnabled('betta');
  });
});

it('types guards by the client in their options', () => {
  expectTypeOf(requireFlag('beta', { flagstaff })).toBeFunction();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: (ctx) => void (ctx.body = '') }, { flagstaff });
});

it('types guards without a client by the registered flags', () => {
  expectTypeOf(requireFlag('release')).toBeFunction();
  // @ts-expect-error -- no such flag
  requireFlag('relase');
  // @ts-expect-error -- not a boolean flag
  requireFlag('button');
  // @ts-expect-error -- no such flag
  byVariant('buton', {});
});
