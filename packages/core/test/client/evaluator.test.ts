import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type {
  Document,
  EvaluationContext,
  EvaluationDetails,
  Flagstaff,
  FlagstaffError,
  Hook,
  HookContext,
} from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it } from 'vitest';

const documents: Document[] = [
  { kind: 'flag', key: 'on', type: 'boolean', default: 'on' },
  {
    kind: 'flag',
    key: 'theme',
    type: 'object',
    variants: { light: { colors: ['white'] }, dark: { colors: ['black'] } },
    default: 'light',
    rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
    metadata: { team: 'web' },
  },
  { kind: 'flag', key: 'text', type: 'string', variants: { a: 'A', b: 'B' }, default: 'a', status: 'inactive' },
  { kind: 'flag', key: 'gone', type: 'boolean', status: 'archived' },
];

function open(options: Parameters<typeof createFlagstaff>[0] = {}): {
  flagstaff: Flagstaff;
  problems: FlagstaffError[];
} {
  const flagstaff = createFlagstaff({ bootstrap: documents, ...options });
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  return { flagstaff, problems };
}

describe('an evaluator', () => {
  const { flagstaff } = open();
  const flags = flagstaff.forContext({ plan: 'pro' });

  it('returns values of the type of the default', () => {
    expect(flags.isEnabled('on')).toBe(true);
    expect(flags.isEnabled('theme')).toBe(false);
    expect(flags.value('theme', {})).toEqual({ colors: ['black'] });
    expect(flags.details('theme', 'plain')).toMatchObject({
      value: 'plain',
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
    });
    expect(flags.value('text', 'mine')).toBe('mine');
    expect(flags.details('text', 'mine')).toMatchObject({ value: 'mine', reason: 'DISABLED' });
    expect([flags.variant('theme'), flags.variant('text'), flags.variant('nowhere')]).toEqual([
      'dark',
      undefined,
      undefined,
    ]);
  });

  it('returns the same frozen details for the same answer', () => {
    const details = flags.details('theme', { colors: [''] });
    expect(flags.details('theme', { colors: [''] })).toBe(details);
    expect(details).toEqual({
      flagKey: 'theme',
      value: { colors: ['black'] },
      variant: 'dark',
      reason: 'TARGETING_MATCH',
      flagMetadata: { team: 'web' },
    });
    expect(
      Object.isFrozen(details) && Object.isFrozen(details.value.colors) && Object.isFrozen(details.flagMetadata),
    ).toBe(true);
  });

  it('lists every flag that is not archived', () => {
    expect(Object.entries(flags.all()).map(([key, { value, reason }]) => [key, value, reason])).toEqual([
      ['on', true, 'STATIC'],
      ['theme', { colors: ['black'] }, 'TARGETING_MATCH'],
      ['text', null, 'DISABLED'],
    ]);
  });

  it('adds attributes and keeps the existing ones', () => {
    const free = flags.with({ plan: 'free' });
    expect([free.variant('theme'), flags.variant('theme')]).toEqual(['light', 'dark']);
    expect(free.with({ seat: 3 }).context).toEqual({ plan: 'free', seat: 3 });
  });

  it('keeps its ruleset while documents are written', async () => {
    const client = open().flagstaff;
    const [early, unread] = [client.forContext({}), client.forContext({})];
    expect(early.isEnabled('on')).toBe(true);
    await manage(client).set({ kind: 'flag', key: 'on', type: 'boolean' });
    expect([early.isEnabled('on'), early.with({ a: 1 }).isEnabled('on'), unread.isEnabled('on')]).toEqual([
      true,
      true,
      false,
    ]);
    await client.close();
  });

  it('rejects an invalid instant', () => {
    expect(() => flagstaff.forContext({}, { at: new Date('never') })).toThrowError(/valid Date/);
  });

  it('rejects forced variants that are not a Map', () => {
    const overrides = { on: 'off' } as unknown as ReadonlyMap<string, string>;
    expect(() => flagstaff.forContext({}, { forcedVariants: overrides })).toThrowError(/must be a Map/);
  });

  it('serves a forced variant regardless of the flag’s rules, and ignores one that does not exist', () => {
    const overrides = new Map([
      ['text', 'b'],
      ['on', 'sideways'],
      ['nowhere', 'on'],
    ]);
    const forced = flagstaff.forContext({}, { forcedVariants: overrides });
    expect(forced.details('text', '')).toMatchObject({ value: 'B', variant: 'b', reason: 'OVERRIDE' });
    expect({ on: forced.isEnabled('on'), nowhere: forced.isEnabled('nowhere') }).toEqual({ on: true, nowhere: false });
    expect(forced.with({ a: 1 }).variant('text')).toBe('b');
  });
});

describe('a context function', () => {
  it('is called once, at the first check', () => {
    let calls = 0;
    const flags = open().flagstaff.forContext(() => ({ plan: 'pro', calls: (calls += 1) }));
    expect(calls).toBe(0);
    expect({ first: flags.variant('theme'), second: flags.variant('theme'), calls }).toEqual({
      first: 'dark',
      second: 'dark',
      calls: 1,
    });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no session');
      },
      new Error('no session'),
    ],
    ['returns a promise', () => Promise.resolve({ plan: 'pro' }), undefined],
    ['rejects', () => Promise.reject(new Error('no session')), undefined],
    ['returns text', () => 'ada', undefined],
    ['returns a function', () => () => ({ plan: 'pro' }), undefined],
    ['returns an array', () => [{ plan: 'pro' }], undefined],
    ['returns a Map', () => new Map([['plan', 'pro']]), undefined],
  ])('that %s leaves an empty context and an error', (_name, context, cause) => {
    const { flagstaff, problems } = open();
    const flags = flagstaff.forContext(context as () => never);
    expect([flags.variant('theme'), flags.variant('theme')]).toEqual(['light', 'light']);
    expect(problems.map(({ code }) => code)).toEqual(['CONTEXT_FAILED']);
    expect(problems[0]!.cause).toEqual(cause);
  });

  it.each([null, undefined])('that returns %s leaves an empty context without an error', (nothing) => {
    const { flagstaff, problems } = open();
    const flags = flagstaff.forContext(() => nothing);
    expect([flags.variant('theme'), flags.context, problems]).toEqual(['light', {}, []]);
  });

  it('that evaluates flags itself is answered without a context', () => {
    const flags = open().flagstaff.forContext(() => ({ plan: flags.isEnabled('on') ? 'pro' : 'free' }));
    expect(flags.variant('theme')).toBe('dark');
  });
});

describe('a context', () => {
  it.each([
    ['text', () => 'ada', 'a string instead of an object'],
    ['an array', () => [{ plan: 'pro' }], 'an array instead of an object'],
    ['a Map', () => new Map([['plan', 'pro']]), 'a collection instead of an object'],
    ['a promise', () => Promise.resolve({ plan: 'pro' }), 'a promise'],
    ['a rejection', () => Promise.reject(new Error('no session')), 'a promise'],
  ])('that is %s is judged as one from a function', (_, make, fault) => {
    const { flagstaff, problems } = open();
    const flags = flagstaff.forContext(make() as never);
    expect([flags.variant('theme'), flags.context]).toEqual(['light', {}]);
    expect(problems.map(({ code }) => code)).toEqual(['CONTEXT_FAILED']);
    expect(problems[0]?.message).toContain(`The context is ${fault}`);
  });

  it('keeps its attributes when those added to it are not a context', () => {
    const { flagstaff, problems } = open();
    const flags = flagstaff.forContext({ plan: 'pro' });
    expect(flags.with([1] as never).context).toEqual({ plan: 'pro' });
    expect(problems.map(({ code }) => code)).toEqual(['CONTEXT_FAILED']);
  });

  it.each<[object, unknown]>([
    [{}, 'visitor'],
    [{ targetingKey: null }, 'visitor'],
    [{ targetingKey: '' }, 'visitor'],
    [{ targetingKey: 0 }, 0],
    [{ targetingKey: 'ada' }, 'ada'],
    [{ userId: 42 }, undefined],
  ])('%j with a default targeting key has the targeting key %j', (context, key) => {
    const { flagstaff } = open();
    const flags = flagstaff.forContext(() => context as EvaluationContext, { defaultTargetingKey: 'visitor' });
    expect(flags.context).toEqual(key === undefined ? context : { ...context, targetingKey: key });
  });

  it('that is not one gets no default targeting key', () => {
    const flags = open().flagstaff.forContext(() => [] as never, { defaultTargetingKey: 'visitor' });
    expect(flags.context).toEqual({});
  });

  it('rejects a default targeting key that is not text', () => {
    const create = (): unknown => open().flagstaff.forContext({}, { defaultTargetingKey: 5 as never });
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});

describe('hooks', () => {
  it('see each evaluation and its outcome', () => {
    const seen: unknown[] = [];
    const hook: Hook = {
      before: ({ flagKey, defaultValue }: HookContext) => seen.push(['before', flagKey, defaultValue]),
      after: (_, { value, reason }: EvaluationDetails<unknown>) => seen.push(['after', value, reason]),
      error: (_, { value, errorCode }: EvaluationDetails<unknown>) => seen.push(['error', value, errorCode]),
    };
    const flags = open({ hooks: [hook] }).flagstaff.forContext({});
    flags.value('nowhere', 'mine');
    flags.isEnabled('on');
    expect(seen).toEqual([
      ['before', 'nowhere', 'mine'],
      ['error', 'mine', 'FLAG_NOT_FOUND'],
      ['before', 'on', undefined],
      ['after', true, 'STATIC'],
    ]);
  });

  it('that fail later change nothing and are reported', async () => {
    const later = async (): Promise<never> => {
      await Promise.resolve();
      throw new Error('boom');
    };
    const { flagstaff, problems } = open({ hooks: [{ name: 'slow', before: later }] });
    expect(flagstaff.forContext({}).isEnabled('on')).toBe(true);
    await new Promise(setImmediate);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['HOOK_FAILED', 'The hook "slow" threw. The evaluation was not affected.'],
    ]);
  });

  it('that evaluate flags themselves are answered without hooks', () => {
    const seen: string[] = [];
    const ask = ({ flagKey }: HookContext): void => {
      seen.push(flagKey);
      expect(flagstaff.forContext({}).isEnabled('on')).toBe(true);
    };
    const { flagstaff, problems } = open({ hooks: [{ before: ask, after: ask }] });
    expect(flagstaff.forContext({}).variant('theme')).toBe('light');
    expect({ seen, problems }).toEqual({ seen: ['theme', 'theme'], problems: [] });
  });

  it('that throw change nothing and are reported', () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    const { flagstaff, problems } = open({ hooks: [{ name: 'loud', before: boom, after: boom }] });
    expect(flagstaff.forContext({}).isEnabled('on')).toBe(true);
    expect(problems[0]).toMatchObject({ code: 'HOOK_FAILED', message: expect.stringContaining('"loud"') as string });
  });
});

describe('definitions', () => {
  it('receive the defaults of flags that cannot be evaluated', () => {
    const flags = defineFlags({
      beta: { type: 'boolean', defaultValue: true },
      alpha: { type: 'boolean' },
      limit: { type: 'number', defaultValue: 10 },
    });
    const evaluator = createFlagstaff({ definitions: flags }).forContext({});
    expect([evaluator.isEnabled('beta'), evaluator.isEnabled('alpha'), evaluator.value('limit')]).toEqual([
      true,
      false,
      10,
    ]);
    expect(evaluator.details('limit')).toMatchObject({ value: 10, reason: 'ERROR' });
    expect(evaluator.value('limit', 3)).toBe(3);
  });
});

describe('on', () => {
  it('rejects unknown events, and listeners that are not functions', () => {
    const { flagstaff } = open();
    expect(() => flagstaff.on('changed' as 'change', () => undefined)).toThrowError(
      /one of ready, change, stale, error, resolved/,
    );
    expect(() => flagstaff.on('change', undefined as never)).toThrowError(/not a function/);
  });
});
