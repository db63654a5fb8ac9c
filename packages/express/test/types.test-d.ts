import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/express';
import type { Request, RequestHandler } from 'express';
import { expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
});
const flagstaff = createFlagstaff({ definitions });
const req = {} as Request;
const handler: RequestHandler = (_req, res) => void res.end();

it('types req.flags by the registered flags', () => {
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
  expectTypeOf(requireFlag('beta', { flagstaff })).toEqualTypeOf<RequestHandler>();
  expectTypeOf(byVariant('checkout', { classic: handler }, { flagstaff })).toEqualTypeOf<RequestHandler>();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: handler }, { flagstaff });
});

it('types guards without a client by the registered flags', () => {
  expectTypeOf(requireFlag('release')).toEqualTypeOf<RequestHandler>();
  expectTypeOf(byVariant('button', { blue: handler })).toEqualTypeOf<RequestHandler>();
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

it('accepts a context function with an extended request type', () => {
  interface SignedIn extends Request {
    user: { id: string };
  }
  const middleware = flags(flagstaff, { context: (given: SignedIn) => ({ targetingKey: given.user.id }) });
  expectTypeOf(middleware).toEqualTypeOf<RequestHandler>();
  // @ts-expect-error -- a context is an object
  flags(flagstaff, { context: () => 'ada' });
});

it('accepts an async context function only with awaitContext', () => {
  const later = async (req: Request) => ({ targetingKey: req.get('x-user') });
  expectTypeOf(flags(flagstaff, { context: later, awaitContext: true })).toEqualTypeOf<RequestHandler>();
  flags(flagstaff, {
    awaitContext: true,
    context: async (req) => {
      expectTypeOf(req).toEqualTypeOf<Request>();
      return Promise.resolve({ targetingKey: req.get('x-user') });
    },
  });
  // @ts-expect-error -- a promise is not a context
  flags(flagstaff, { context: later });
  // @ts-expect-error -- a promise is not a context
  flags(flagstaff, { context: later, awaitContext: false });
});
