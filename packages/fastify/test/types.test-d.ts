import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/fastify';
import type { FastifyPluginCallback, FastifyRequest, preHandlerHookHandler, RouteHandlerMethod } from 'fastify';
import { expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
});
const flagstaff = createFlagstaff({ definitions });
const req = {} as FastifyRequest;
const handler: RouteHandlerMethod = async () => 'done';

it('types request.flags by the registered flags', () => {
  expectTypeOf(req.flags).toEqualTypeOf<Evaluator>();
  expectTypeOf(req.flags.value('button')).toEqualTypeOf<'blue' | 'green'>();
});

it('types flagsOf by the client', () => {
  expectTypeOf(flagsOf(req, flagstaff)).toEqualTypeOf<Evaluator<typeof definitions>>();
  expectTypeOf(flagsOf(req, flagstaff).value('checkout')).toEqualTypeOf<'v1' | 'v2'>();
  // @ts-expect-error -- no such flag
  flagsOf(req, flagstaff).isEnabled('betta');
});

it('types guards by the client in their options', () => {
  expectTypeOf(requireFlag('beta', { flagstaff })).toEqualTypeOf<preHandlerHookHandler>();
  expectTypeOf(byVariant('checkout', { classic: handler }, { flagstaff })).toEqualTypeOf<RouteHandlerMethod>();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: handler }, { flagstaff });
});

it('types guards without a client by the registered flags', () => {
  expectTypeOf(requireFlag('release')).toEqualTypeOf<preHandlerHookHandler>();
  expectTypeOf(byVariant('button', { blue: handler })).toEqualTypeOf<RouteHandlerMethod>();
  // @ts-expect-error -- no such flag
  requireFlag('relase');
  // @ts-expect-error -- no such flag, whatever the options are
  requireFlag('relase', { fallback: 403 });
  // @ts-expect-error -- not a boolean flag
  requireFlag('button');
  // @ts-expect-error -- no such flag
  byVariant('buton', {});
  // @ts-expect-error -- no such variant
  byVariant('button', { gren: handler });
});

it('accepts a context function that reads the request', () => {
  const plugin = flags(flagstaff, { context: ({ headers }) => ({ targetingKey: String(headers['x-user']) }) });
  expectTypeOf(plugin).toEqualTypeOf<FastifyPluginCallback>();
  // @ts-expect-error -- a context is an object
  flags(flagstaff, { context: () => 'ada' });
});
