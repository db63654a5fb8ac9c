import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/fastify';
import type { FastifyPluginCallback, FastifyRequest, preHandlerHookHandler, RouteHandlerMethod } from 'fastify';
import { expect, expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
  limit: { type: 'number', defaultValue: 3 },
});
const flagstaff = createFlagstaff({ definitions: definitions });
const handler: RouteHandlerMethod = async () => 'done';

it('types request.flags by the registered flags', async () => {
  expectTypeOf<FastifyRequest['flags']>().toEqualTypeOf<Evaluator>();
  expect(await flagstaff.close()).toBeUndefined();
});

it('types flagsOf by the client', () => {
  const read = (req: FastifyRequest): void => {
    expectTypeOf(flagsOf(req, flagstaff)).toEqualTypeOf<Evaluator<typeof definitions>>();
    expectTypeOf(flagsOf(req, flagstaff).value('limit')).toEqualTypeOf<number>();
    // @ts-expect-error -- no such flag
    flagsOf(req, flagstaff).isEnabled('betta');
  };
  expect(() => read({} as FastifyRequest)).toThrow(expect.objectContaining({ code: 'NO_CURRENT_FLAGS' }));
});

it('types guards by the client in their options', () => {
  expectTypeOf(requireFlag('beta', { flagstaff })).toEqualTypeOf<preHandlerHookHandler>();
  expectTypeOf(
    byVariant('checkout', { classic: handler, express: handler }, { flagstaff }),
  ).toEqualTypeOf<RouteHandlerMethod>();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: handler }, { flagstaff });
  expect(requireFlag('anything')).toBeTypeOf('function');
});

it('accepts a context function that reads the request', () => {
  const plugin = flags(flagstaff, { context: (req) => ({ targetingKey: String(req.headers['x-user']) }) });
  expectTypeOf(plugin).toEqualTypeOf<FastifyPluginCallback>();
  // @ts-expect-error -- a context is an object
  flags(flagstaff, { context: () => 'ada' });
  expect(plugin.name).toBe('flags');
});
