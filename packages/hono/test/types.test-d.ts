import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
});
const flagstaff = createFlagstaff({ definitions });

it('types later handlers in a chain by the client', () => {
  new Hono().use(flags(flagstaff)).get('/', (c) => {
    expectTypeOf(c.var.flags).toEqualTypeOf<Evaluator<typeof definitions>>();
    expectTypeOf(flagsOf(c, flagstaff).value('checkout')).toEqualTypeOf<'v1' | 'v2'>();
    // @ts-expect-error -- no such flag
    c.var.flags.isEnabled('betta');
    return c.text('');
  });
});

it('types apps that are built statement by statement', () => {
  const app = new Hono<FlagsEnv<typeof definitions>>();
  app.use(
    flags(flagstaff, { context: (c: Context<{ Variables: { user: string } }>) => ({ targetingKey: c.var.user }) }),
  );
  app.get('/beta', requireFlag('beta', { flagstaff, fallback: 403 }), (c) => {
    expectTypeOf(c.var.flags.value('checkout')).toEqualTypeOf<'v1' | 'v2'>();
    return c.text('');
  });
  app.get(
    '/checkout',
    byVariant(
      'checkout',
      { classic: async (c) => c.text(c.var.flags.value('checkout')), express: (c) => c.text('without a promise') },
      { flagstaff, fallback: 410 },
    ),
  );
});

it('types guards by the client in their options', () => {
  expectTypeOf(requireFlag('beta', { flagstaff })).toBeFunction();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: async (c) => c.text('') }, { flagstaff });
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
