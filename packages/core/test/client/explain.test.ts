import { createFlagstaff, defineFlags } from '@flagstaff/core';
import { explain, formatExplanation } from '@flagstaff/core/explain';
import type { Explanation } from '@flagstaff/core/explain';
import type { Document, EvaluationContext, EvaluatorOptions, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const NOON = new Date('2026-06-01T12:00:00Z');

const documents: readonly Document[] = [
  { kind: 'environment', key: 'staging' },
  {
    kind: 'segment',
    key: 'employees',
    exclude: ['u9'],
    when: { attribute: 'email', operator: 'ends_with', value: '@example.com', ignoreCase: true },
  },
  { kind: 'segment', key: 'beta', parent: 'employees', include: ['u1'] },
  {
    kind: 'flag',
    key: 'payments',
    type: 'boolean',
    rules: [{ when: { not: { attribute: 'country', operator: 'in', value: ['KP'] } }, serve: 'on' }],
  },
  {
    kind: 'flag',
    key: 'checkout',
    type: 'string',
    variants: { classic: 'v1', express: 'v2' },
    off: 'classic',
    default: { split: { classic: 1, express: 3 } },
    prerequisites: [{ flag: 'payments', variants: ['on'] }],
    overrides: [
      { attribute: 'userId', value: 42, serve: 'express', expires: '2026-06-01' },
      { attribute: 'userId', value: 43, serve: 'express' },
    ],
    holdout: { name: 'q1', percentage: 5 },
    rules: [
      { name: 'beta testers', when: { segment: 'beta' }, serve: 'express' },
      {
        name: 'a fifth of the professionals',
        when: [
          { time: { after: '2026-01-01', timezone: 'Europe/Paris', days: ['mon', 'tue'], from: '09:00', to: '18:00' } },
          {
            any: [
              { attribute: 'plan', operator: 'eq', value: 'pro' },
              { attribute: 'seats', operator: 'gt', value: 3 },
              { time: { before: '2020-01-01' } },
            ],
          },
        ],
        namespace: { name: 'search', range: [0, 90] },
        rollout: { percentage: 20 },
        serve: 'express',
      },
    ],
    environments: { staging: { status: 'inactive' } },
    schedule: [{ at: '2027-01-01', set: { status: 'archived' } }],
  },
];

const plain = createFlagstaff({ storage: createMemoryStorage({ documents }) });
beforeAll(() => plain.ready());
afterAll(() => plain.close());

function explained(context: EvaluationContext, options: EvaluatorOptions = {}, client: Flagstaff = plain): Explanation {
  return explain(client.forContext(context, { at: NOON, ...options }), 'checkout');
}

describe('formatExplanation()', () => {
  it('shows every step, condition, bucket and share', () => {
    const context = { targetingKey: 'u1', userId: 42, email: 'bob@example.org', plan: 'pro' };
    expect(formatExplanation(explained(context))).toBe(
      `
checkout → express = "v2" (SPLIT)
at 2026-06-01T12:00:00.000Z, revision 1, version 1
├─ status        passed (active)
├─ prerequisites passed
│  └─ ✓ payments is on, serves on
│     ├─ status        passed (active)
│     ├─ rules         decided: on
│     │  └─ rule 1: matches
│     │     ├─ ✓ not
│     │     │  └─ ✗ country in ["KP"], is missing
│     │     └─ serves on
│     └─ default       not reached
├─ overrides     passed
│  └─ ✗ userId is 42: expired
├─ holdout       passed
│  └─ ✗ in 5 %: targetingKey is "u1", bucket 14.8090041 %
├─ rules         passed
│  ├─ rule 1 "beta testers": does not match
│  │  └─ ✗ in segment beta: not in its parent
│  │     └─ ✗ in segment employees: by its conditions
│  │        ├─ targetingKey is "u1"
│  │        └─ ✗ email ends_with "@example.com" ignoring case, is "bob@example.org"
│  └─ rule 2 "a fifth of the professionals": matches, outside its rollout
│     ├─ ✓ time after 2026-01-01, timezone Europe/Paris, days mon,tue, from 09:00, to 18:00
│     ├─ ✓ any of
│     │  ├─ ✓ plan eq "pro", is "pro"
│     │  ├─ · seats gt 3
│     │  └─ · time before 2020-01-01
│     ├─ ✓ in namespace "search": targetingKey is "u1", bucket 19.23200232 %, in is 0 % to 90 %
│     └─ ✗ in 20 %: targetingKey is "u1", bucket 88.46225624 %
└─ default       decided: express
   └─ split: targetingKey is "u1", bucket 44.084335 %
      ├─ ✗ classic from 0 % to 25 %
      └─ ✓ express from 25 % to 100 %
`.trim(),
    );
  });

  it('shows an override, and what was not reached', () => {
    expect(formatExplanation(explained({ userId: 43, 'line\nbreak': 1 }))).toBe(
      `
checkout → express = "v2" (OVERRIDE)
at 2026-06-01T12:00:00.000Z, revision 1, version 1
├─ status        passed (active)
├─ prerequisites passed
│  └─ ✓ payments is on, serves on
│     ├─ status        passed (active)
│     ├─ rules         decided: on
│     │  └─ rule 1: matches
│     │     ├─ ✓ not
│     │     │  └─ ✗ country in ["KP"], is missing
│     │     └─ serves on
│     └─ default       not reached
├─ overrides     decided: express
│  └─ ✓ userId is 43: → express
├─ holdout       not reached
├─ rules         not reached
└─ default       not reached
`.trim(),
    );
  });

  it('shows why there is no answer', () => {
    const text = formatExplanation(explain(plain.forContext({}, { at: NOON }), 'absent'));
    expect(text).toBe(
      `
absent → the caller's default (FLAG_NOT_FOUND)
Flag "absent" does not exist.
at 2026-06-01T12:00:00.000Z, revision 1
└─ lookup        decided: FLAG_NOT_FOUND
`.trim(),
    );
  });
});

describe('explain()', () => {
  it('contains environment, revision, version and instant', async () => {
    const client = createFlagstaff({ storage: createMemoryStorage({ documents }), environment: 'staging' });
    await client.ready();
    const explanation = explained({ targetingKey: 'u1' }, {}, client);
    expect(explanation).toMatchObject({
      details: { variant: 'classic', reason: 'DISABLED' },
      environment: 'staging',
      revision: client.revision,
      version: 1,
      at: NOON.toISOString(),
    });
    expect(explanation.steps[0]).toEqual({
      step: 'status',
      result: 'decided',
      reason: 'DISABLED',
      variant: 'classic',
      status: 'inactive',
    });
    expect(formatExplanation(explanation).split('\n')[1]).toBe(
      `at 2026-06-01T12:00:00.000Z, environment staging, revision ${client.revision?.number}, version 1`,
    );
    await client.close();
  });

  it('explains another instant', () => {
    const later = explained({}, { at: new Date('2027-01-01') });
    expect(later.steps[0]).toMatchObject({ step: 'status', result: 'decided', status: 'archived' });
  });

  it('shows a forced variant, and that it may not exist', () => {
    const [forced] = explained({}, { forcedVariants: new Map([['checkout', 'express']]) }).steps;
    expect(forced).toMatchObject({ step: 'forced', result: 'decided', asked: 'express', variant: 'express' });
    const [ignored] = explained({}, { forcedVariants: new Map([['checkout', 'none']]) }).steps;
    expect(ignored).toEqual({ step: 'forced', result: 'passed', asked: 'none' });
  });

  it('returns what details() returns for a defined flag', async () => {
    const flags = defineFlags({
      checkout: { type: 'number', defaultValue: 7 },
      absent: { type: 'boolean' },
    });
    const client = createFlagstaff({ bootstrap: documents, definitions: flags });
    const evaluator = client.forContext({});
    for (const key of ['checkout', 'absent'] as const) {
      expect(explain(evaluator, key).details).toEqual(evaluator.details(key));
      expect(explain(evaluator, key).steps).toMatchObject([{ step: 'lookup', result: 'decided', reason: 'ERROR' }]);
    }
    expect(explain(evaluator, 'checkout').details).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
    await client.close();
  });

  it('runs no hooks, and returns no steps with clientSideOnly', async () => {
    const seen: string[] = [];
    const client = createFlagstaff({
      bootstrap: documents,
      hooks: [{ before: ({ flagKey }) => void seen.push(flagKey) }],
    });
    explain(client.forContext({}), 'checkout');
    expect(seen).toEqual([]);
    const explained = explain(client.forContext({}, { clientSideOnly: true }), 'checkout');
    expect(explained).toMatchObject({ details: { errorCode: 'FLAG_NOT_FOUND' }, steps: [] });
    expect(explained.version).toBeUndefined();
    await client.close();
  });

  it('shows the step at which a context threw', () => {
    const context = {
      get country(): string {
        throw new Error('no country');
      },
    };
    const { details, steps } = explained(context);
    expect(details).toMatchObject({ reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
    expect(steps.map(({ step, result }) => [step, result])).toEqual([
      ['status', 'passed'],
      ['prerequisites', 'failed'],
      ['overrides', 'notReached'],
      ['holdout', 'notReached'],
      ['rules', 'notReached'],
      ['default', 'notReached'],
    ]);
  });

  it('bounds values: cycles, long texts, large lists, and values without a JSON form', () => {
    const cycle: { self?: unknown; when: Date } = { when: NOON };
    cycle.self = cycle;
    const values = {
      cycle,
      text: 'x'.repeat(1_000_000),
      list: Array.from({ length: 1_000_000 }, (_, index) => index),
      big: 10n,
      symbol: Symbol('s'),
      nan: Number.NaN,
      call: () => 1,
      bytes: new Uint8Array(1_000_000),
      thrower: {
        get x(): string {
          throw new Error('no x');
        },
      },
    };
    const client = createFlagstaff({
      bootstrap: [
        {
          kind: 'flag',
          key: 'checkout',
          type: 'boolean',
          rules: [
            {
              when: { all: Object.keys(values).map((attribute) => ({ attribute, operator: 'exists' as const })) },
              serve: 'on',
            },
          ],
        },
      ],
    });
    const explanation = explained(values, {}, client);
    const text = JSON.stringify(explanation);
    expect(text.length).toBeLessThan(5_000);
    const [, rules] = explanation.steps;
    const when = rules?.step === 'rules' ? rules.rules?.[0]?.when : undefined;
    expect(when).toMatchObject([
      {
        all: [
          { attribute: 'cycle', actual: { when: NOON.toISOString(), self: { self: { self: '(object)' } } } },
          { attribute: 'text', actual: `${'x'.repeat(200)}… (1000000 characters)` },
          { attribute: 'list', actual: [...Array.from({ length: 20 }).keys(), '… (1000000 entries)'] },
          { attribute: 'big', actual: '(bigint)' },
          { attribute: 'symbol', actual: '(symbol)' },
          { attribute: 'nan', actual: '(NaN)' },
          { attribute: 'call', actual: '(function)' },
          { attribute: 'bytes', actual: '(object)' },
          { attribute: 'thrower', actual: '(cannot be read)' },
        ],
      },
    ]);
  });
});

describe('privateAttributes', () => {
  const secret = 'ann@secret.example';
  const leaf = { attribute: 'email', operator: 'eq', value: secret } as const;

  /** Returns the flag with another way to show the address. */
  function flagWith(extra: object): Document {
    return { kind: 'flag', key: 'checkout', type: 'boolean', default: 'off', ...extra };
  }

  const places: readonly (readonly [string, object])[] = [
    ['a condition that holds', { rules: [{ when: leaf, serve: 'on' }] }],
    ['a condition that does not', { rules: [{ when: { not: leaf }, serve: 'on' }] }],
    ['a condition that is not reached', { rules: [{ when: { any: [{ all: [] }, leaf] }, serve: 'on' }] }],
    ['a list', { rules: [{ when: { attribute: 'email', operator: 'in', value: [secret] }, serve: 'on' }] }],
    [
      'a pattern',
      { rules: [{ when: { attribute: 'email', operator: 'starts_with', value: 'ann@secret' }, serve: 'on' }] },
    ],
    ['an override', { overrides: [{ attribute: 'email', value: secret, serve: 'on' }] }],
    ['a rollout', { rules: [{ rollout: { percentage: 50, by: 'email' }, serve: 'on' }] }],
    ['a split', { default: { split: { on: 1, off: 1 }, by: 'email' } }],
    ['a holdout', { holdout: { name: 'q1', percentage: 100, by: 'email' } }],
    ['a namespace', { rules: [{ namespace: { name: 'n', range: [0, 50], by: 'email' }, serve: 'on' }] }],
    ['a member of a segment', { rules: [{ when: { segment: 'members' }, serve: 'on' }] }],
    ['a prerequisite', { prerequisites: [{ flag: 'inner', variants: ['on'] }] }],
    ['a part of an object', { rules: [{ when: { attribute: 'user', operator: 'exists' }, serve: 'on' }] }],
    [
      'a path below',
      { rules: [{ when: { attribute: 'user.phone.home', operator: 'eq', value: 'ann@secret' }, serve: 'on' }] },
    ],
    ['the substitute for the targeting key', { rules: [{ rollout: { percentage: 50 }, serve: 'on' }] }],
  ];

  it.each(places)('are never shown: %s', async (_, extra) => {
    const client = createFlagstaff({
      privateAttributes: ['email', 'user.phone', 'userId'],
      bootstrap: [
        { kind: 'segment', key: 'members', by: 'email', include: [secret] },
        { kind: 'flag', key: 'inner', type: 'boolean', rules: [{ when: leaf, serve: 'on' }] },
        flagWith(extra),
      ],
    });
    const context = { email: secret, userId: secret, user: { phone: { home: secret }, plan: 'pro' } };
    const explanation = explained(context, {}, client);
    for (const text of [JSON.stringify(explanation), formatExplanation(explanation)]) {
      expect(text).not.toContain('ann@secret');
      expect(text).toContain('(private)');
      // A bucket could be looked up among the buckets of all addresses.
      expect(text).not.toMatch(/bucket":\d|bucket \d/);
    }
    // Without the option the same field shows it.
    const open = createFlagstaff({
      bootstrap: [
        { kind: 'segment', key: 'members', by: 'email', include: [secret] },
        { kind: 'flag', key: 'inner', type: 'boolean', rules: [{ when: leaf, serve: 'on' }] },
        flagWith(extra),
      ],
    });
    expect(JSON.stringify(explained(context, {}, open))).toContain('ann@secret');
    expect(explained(context, {}, open).details).toEqual(explanation.details);
    await Promise.all([client.close(), open.close()]);
  });

  it('hide the user id where it is the targeting key, and only there', async () => {
    const bootstrap = [
      flagWith({
        rules: [{ when: { attribute: 'userId', operator: 'exists' }, rollout: { percentage: 0 }, serve: 'on' }],
      }),
    ];
    const client = createFlagstaff({ bootstrap, privateAttributes: ['targetingKey'] });
    const text = (context: EvaluationContext): string => JSON.stringify(explained(context, {}, client));
    expect(text({ userId: 'the-user' })).not.toContain('the-user');
    expect(text({ userId: 'the-user', targetingKey: 'the-key' })).toContain('the-user');
    expect(text({ userId: 'the-user', targetingKey: 'the-key' })).not.toContain('the-key');
    await client.close();
  });

  it.each([['email'], [['']], [[1]], [null]])('rejects %j', (privateAttributes) => {
    expect(() => createFlagstaff({ privateAttributes: privateAttributes as unknown as string[] })).toThrow(
      /^privateAttributes must be a list of attribute names/,
    );
  });
});

it('explains a key that is not text as a flag that does not exist', () => {
  const client = createFlagstaff();
  onTestFinished(() => client.close());
  const evaluator = client.forContext({});
  for (const key of [Symbol('s'), null, 1, {}, Object.create(null) as object]) {
    expect(explain(evaluator, key as unknown as string).details.reason).toBe('ERROR');
  }
});
