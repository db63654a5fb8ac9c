import { explain } from '@flagstaff/core/explain';
import { createFlagstaff } from '@flagstaff/core';
import type {
  Document,
  Evaluator,
  EvaluatorOptions,
  Exposure,
  ExposureOptions,
  FlagDocument,
  FlagstaffError,
} from '@flagstaff/core';
import { expect, it } from 'vitest';

const documents: readonly Document[] = [
  { kind: 'flag', key: 'button', type: 'string', variants: { a: 'A', b: 'B' }, default: { split: { a: 1, b: 1 } } },
  { kind: 'flag', key: 'plain', type: 'boolean', default: 'on' },
  {
    kind: 'flag',
    key: 'needs-plain',
    type: 'boolean',
    default: 'on',
    prerequisites: [{ flag: 'plain', variants: ['on'] }],
  },
];

function setUp(options: Partial<ExposureOptions> = {}, more: object = {}) {
  const exposures: Exposure[] = [];
  const flagstaff = createFlagstaff({
    bootstrap: documents,
    exposures: { sink: (exposure) => exposures.push(exposure), ...options },
    ...more,
  });
  return { flagstaff, exposures };
}

it('records what a subject was served, once per evaluator and flag', async () => {
  const { flagstaff, exposures } = setUp();
  await flagstaff.ready();
  const flags = flagstaff.forContext({ userId: 42, email: 'a@example.com' }, { at: new Date(1_000) });
  const value = flags.value('button', '?');
  flags.details('button', '?');
  flags.variant('button');
  flags.isEnabled('plain');
  expect(exposures).toEqual([
    {
      flag: 'button',
      variant: value === 'A' ? 'a' : 'b',
      reason: 'SPLIT',
      key: '42',
      revision: flagstaff.revision,
      environment: undefined,
      at: 1_000,
    },
    expect.objectContaining({ flag: 'plain', variant: 'on', reason: 'STATIC' }),
  ]);
  expect(JSON.stringify(exposures)).not.toContain('example.com');
  flagstaff.forContext({ userId: 42 }).value('button', '?');
  flags.with({ plan: 'pro' }).value('button', '?');
  expect(exposures).toHaveLength(4);
  await flagstaff.close();
});

it('records nothing for methods that show no flag, for prerequisites, and for defaults', () => {
  const { flagstaff, exposures } = setUp();
  const flags = flagstaff.forContext({ userId: '1' });
  flags.all();
  flags.resolve('button');
  explain(flags, 'button');
  flags.bootstrap();
  flags.value('absent', '?');
  flagstaff.forContext({}).value('button', '?');
  expect(exposures).toEqual([]);
  flags.isEnabled('needs-plain');
  expect(exposures.map(({ flag }) => flag)).toEqual(['needs-plain']);
});

it('records nothing for a caller of another type, and records a later usable check', () => {
  const { flagstaff, exposures } = setUp();
  const flags = flagstaff.forContext({ userId: '1' });
  expect([flags.isEnabled('button'), flags.value('button', 3), flags.details('plain', '?').value]).toEqual([
    false,
    3,
    '?',
  ]);
  expect(exposures).toEqual([]);
  const value = flags.value('button', '?');
  flags.variant('plain');
  expect(exposures.map(({ flag, variant }) => [flag, variant])).toEqual([
    ['button', value.toLowerCase()],
    ['plain', 'on'],
  ]);
});

it('uses the default of the definition when the caller gives none', () => {
  const definitions = { button: { type: 'number', defaultValue: 3 } } as const;
  const { flagstaff, exposures } = setUp({}, { definitions });
  const evaluator = flagstaff.forContext({ userId: '1' }) as unknown as Evaluator<typeof definitions>;
  expect(evaluator.value('button')).toBe(3);
  expect(exposures).toEqual([]);
});

it('contains the environment of the evaluation', () => {
  const patched: FlagDocument = {
    kind: 'flag',
    key: 'patched',
    type: 'boolean',
    environments: { staging: { default: 'on' } },
  };
  const { flagstaff, exposures } = setUp(
    {},
    {
      environment: 'production',
      bootstrap: [{ kind: 'environment', key: 'production' }, { kind: 'environment', key: 'staging' }, patched],
    },
  );
  const askedFor: EvaluatorOptions[] = [
    {},
    { environment: 'staging' },
    { preferEnvironment: 'staging' },
    { preferEnvironment: 'moon' },
    { environment: 'moon' },
  ];
  for (const options of askedFor) flagstaff.forContext({ userId: '1' }, options).variant('patched');
  expect(exposures.map(({ environment, variant }) => [environment, variant])).toEqual([
    ['production', 'off'],
    ['staging', 'on'],
    ['staging', 'on'],
    ['production', 'off'],
  ]);
});

it('serves the same as without a sink', () => {
  const { flagstaff } = setUp();
  const plain = createFlagstaff({ bootstrap: documents });
  for (let id = 0; id < 100; id++) {
    const [one, other] = [flagstaff, plain].map((client) => client.forContext({ userId: id }));
    expect(one!.details('button', '?')).toEqual(other!.details('button', '?'));
    expect([one!.isEnabled('plain'), one!.variant('button')]).toEqual([
      other!.isEnabled('plain'),
      other!.variant('button'),
    ]);
    expect([one!.context, one!.with({ a: 1 }).context]).toEqual([other!.context, other!.with({ a: 1 }).context]);
  }
});

it('runs hooks once for each check', () => {
  const seen: string[] = [];
  const { flagstaff } = setUp({}, { hooks: [{ after: ({ flagKey }: { flagKey: string }) => seen.push(flagKey) }] });
  flagstaff.forContext({ userId: '1' }).variant('button');
  expect(seen).toEqual(['button']);
});

it('records a flag before the sink runs, which may check it again', () => {
  const seen: string[] = [];
  const { flagstaff } = setUp({
    sink: ({ flag }) => {
      seen.push(flag);
      flags.isEnabled('plain');
    },
  });
  const flags = flagstaff.forContext({ userId: '1' });
  flags.variant('button');
  flags.variant('button');
  expect(seen).toEqual(['button', 'plain']);
});

it('records without a key when the context cannot be read', () => {
  const unreadable = {
    get targetingKey(): string {
      throw new Error('not now');
    },
  };
  const { flagstaff, exposures } = setUp();
  expect(flagstaff.forContext(unreadable).isEnabled('plain')).toBe(true);
  expect(exposures.map(({ flag, key }) => [flag, key])).toEqual([['plain', undefined]]);
  const sampling = setUp({ percentage: 50 });
  expect(sampling.flagstaff.forContext(unreadable).isEnabled('plain')).toBe(true);
  expect(sampling.exposures).toEqual([]);
});

it('samples a share of the keys, the same ones everywhere', () => {
  const sampled = [setUp({ percentage: 25 }), setUp({ percentage: 25 })].map(({ flagstaff, exposures }) => {
    for (let id = 0; id < 10_000; id++) flagstaff.forContext({ userId: id }).variant('button');
    return exposures.map(({ key }) => key);
  });
  expect(sampled[0]).toEqual(sampled[1]);
  expect(sampled[0]!.length).toBeGreaterThan(2_300);
  expect(sampled[0]!.length).toBeLessThan(2_700);
  const none = setUp({ percentage: 0 });
  none.flagstaff.forContext({ userId: 1 }).variant('button');
  expect(none.exposures).toEqual([]);
});

it('omits a private key', () => {
  const { flagstaff, exposures } = setUp({}, { privateAttributes: ['userId'] });
  flagstaff.forContext({ userId: '42' }).variant('button');
  flagstaff.forContext({ targetingKey: 't1', userId: '42' }).variant('button');
  expect(exposures.map(({ key }) => key)).toEqual(['(private)', 't1']);
});

it.each<[string, ExposureOptions['sink']]>([
  [
    'throws',
    () => {
      throw new Error('full');
    },
  ],
  ['rejects', () => Promise.reject(new Error('full'))],
  [
    'is an object whose method throws',
    {
      record: () => {
        throw new Error('full');
      },
    },
  ],
])('continues when the sink %s, and reports it once', async (_how, sink) => {
  const problems: FlagstaffError[] = [];
  const { flagstaff } = setUp({ sink });
  flagstaff.on('error', (problem) => problems.push(problem));
  for (let id = 0; id < 10; id++) expect(flagstaff.forContext({ userId: id }).isEnabled('plain')).toBe(true);
  await Promise.resolve();
  expect(problems.map(({ code }) => code)).toEqual(['SINK_FAILED']);
});

it('reports invalid options', () => {
  for (const exposures of [{}, { sink: 1 }, { sink: {} }, { sink: () => 0, percentage: 101 }, 'sink']) {
    expect(() => createFlagstaff({ exposures: exposures as ExposureOptions })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  }
});
