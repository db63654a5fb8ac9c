import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/express';
import type { Request, RequestHandler } from 'express';
import { expect, expectTypeOf, it } from 'vitest';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
  limit: { type: 'number', defaultValue: 3 },
});
const flagstaff = createFlagstaff({ definitions: definitions });
const handler: RequestHandler = (_req, res) => void res.end();

it('types req.flags by the registered flags', async () => {
  expectTypeOf<Request['flags']>().toEqualTypeOf<Evaluator>();
  expect(await flagstaff.close()).toBeUndefined();
});

it('types flagsOf by the client', () => {
  const read = (req: Request): void => {
    expectTypeOf(flagsOf(req, flagstaff)).toEqualTypeOf<Evaluator<typeof definitions>>();
    expectTypeOf(flagsOf(req, flagstaff).value('limit')).toEqualTypeOf<number>();
    // @ts-expect-error -- no such flag
    flagsOf(req, flagstaff).isEnabled('betta');
  };
  expect(() => read({} as Request)).toThrow(expect.objectContaining({ code: 'NO_CURRENT_FLAGS' }));
});

it('types guards by the client in their options', () => {
  expectTypeOf(requireFlag('beta', { flagstaff })).toEqualTypeOf<RequestHandler>();
  expectTypeOf(
    byVariant('checkout', { classic: handler, express: handler }, { flagstaff }),
  ).toEqualTypeOf<RequestHandler>();
  // @ts-expect-error -- not a boolean flag
  requireFlag('checkout', { flagstaff });
  // @ts-expect-error -- no such variant
  byVariant('checkout', { clasic: handler }, { flagstaff });
  expect(requireFlag('anything')).toBeTypeOf('function');
});

it('accepts a context function with an extended request type', () => {
  interface SignedIn extends Request {
    user: { id: string };
  }
  const middleware = flags(flagstaff, { context: (req: SignedIn) => ({ targetingKey: req.user.id }) });
  expectTypeOf(middleware).toEqualTypeOf<RequestHandler>();
  // @ts-expect-error -- a context is an object
  flags(flagstaff, { context: () => 'ada' });
  expect(middleware.name).toBe('flags');
});

it('accepts an async context function only with awaitContext', () => {
  const later = async (req: Request) => ({ targetingKey: req.get('x-user') });
  expectTypeOf(flags(flagstaff, { context: later, awaitContext: true })).toEqualTypeOf<RequestHandler>();
  const middleware = flags(flagstaff, {
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
  expect(middleware.name).toBe('flags');
});
