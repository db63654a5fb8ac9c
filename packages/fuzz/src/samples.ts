import type { Condition, Document, EvaluationContext, FlagDocument } from '@flagstaff/core';

// Valid documents and contexts that use every feature, and some as large as the limits allow. Mutations start here.

const condition = (attribute: string, operator: string, value?: unknown): Condition =>
  ({ attribute, operator, ...(value === undefined ? {} : { value }) }) as Condition;

const CONDITIONS: readonly Condition[] = [
  condition('plan', 'eq', 'pro'),
  { attribute: 'plan', operator: 'in', value: ['pro', 42, true], ignoreCase: true },
  condition('age', 'gte', 18),
  { attribute: 'text', operator: 'contains', value: 'abc', ignoreCase: true },
  condition('text', 'matches', '^(a+)+$'),
  condition('version', 'semver_gt', '1.2.3-rc.1'),
  condition('version', 'semver_range', '>=1.2.0 <2.0.0 || ~3.1 || 4 - 5'),
  condition('at', 'date_after', '2020-01-01T00:00:00+02:00'),
  condition('email', 'exists'),
  condition('ip', 'in_cidr', ['10.0.0.0/8', '2001:db8::/32']),
  condition('id', 'modulo', [10, 3]),
  {
    time: { after: '2020-01-01', timezone: 'Europe/Paris', days: ['mon', 'fri'], daysOfMonth: [1, -1], from: '22:00' },
  },
  { time: { cron: '0 9 * * mon-fri', duration: 'PT2H' } },
];

const whole: FlagDocument = {
  kind: 'flag',
  key: 'a',
  type: 'string',
  status: 'active',
  variants: { on: 'yes', off: 'no', other: '' },
  off: 'off',
  default: { split: { on: 1, off: 2 }, by: 'user.id', seed: 's' },
  seed: 'launch',
  overrides: [{ attribute: 'targetingKey', value: 'u1', serve: 'on', expires: '2100-01-01' }],
  prerequisites: [{ flag: 'needed', variants: ['on'] }],
  holdout: { name: 'h', percentage: 5 },
  rules: [
    { name: 'all', when: { all: [...CONDITIONS] }, serve: 'on' },
    { when: [{ any: [...CONDITIONS] }, { not: { segment: 's' } }], serve: { split: { on: 50, off: 50 } } },
    { namespace: { name: 'n', range: [0, 50] }, rollout: { percentage: 10, by: 'user.id' }, serve: 'other' },
    {
      rollout: {
        ramp: [
          { at: '2020-01-01', percentage: 1 },
          { at: '2100-01-01', percentage: 9 },
        ],
        mode: 'linear',
      },
      serve: 'on',
    },
  ],
  environments: { staging: { status: 'inactive', schedule: [{ at: '2100-01-01', set: { default: 'on' } }] } },
  schedule: [{ at: '2020-01-01', set: { rules: [{ when: { segment: 's' }, serve: 'on' }] } }],
  clientSide: true,
  name: 'A',
  description: 'text',
  tags: ['web'],
  owner: 'team',
  metadata: { ticket: 'X-1', count: 3, done: false },
  removeBy: '2100-01-01',
};

export const SAMPLES: readonly Document[] = [
  whole,
  { kind: 'flag', key: 'needed', type: 'boolean', default: 'on', clientSide: true },
  {
    kind: 'flag',
    key: 'o',
    type: 'object',
    variants: { x: { a: [1, { b: null }] }, y: [] },
    default: 'x',
    clientSide: true,
  },
  { kind: 'flag', key: 'n', type: 'number', variants: { x: 1, y: -0.5 }, default: 'y' },
  {
    kind: 'segment',
    key: 's',
    parent: 'p',
    include: ['u1', 42],
    exclude: ['u2'],
    by: 'user.id',
    when: { any: [...CONDITIONS] },
    tags: ['t'],
  },
  { kind: 'segment', key: 'p', when: [{ attribute: 'plan', operator: 'ne', value: 'free' }] },
  { kind: 'environment', key: 'staging', name: 'Staging' },
  { kind: 'environment', key: 'production', parent: 'staging', protected: true },
];

/** The documents as stored. */
export const STORED: readonly (Document & { readonly version: number })[] = SAMPLES.map((document) => ({
  ...document,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'ann',
}));

const text = 'a'.repeat(8_192);

/** Valid documents as large as a limit allows. They must evaluate as quickly as small ones. */
export const LARGE: readonly Document[] = [
  flag('many-in', [
    condition(
      'text',
      'in',
      Array.from({ length: 20_000 }, (_, index) => `v${index}`),
    ),
  ]),
  flag(
    'many-contains',
    Array.from({ length: 900 }, () => ({ ...condition('text', 'contains', 'ab'), ignoreCase: true })),
  ),
  flag(
    'long-contains',
    Array.from({ length: 100 }, () => condition('text', 'contains', `${text.slice(1)}b`)),
  ),
  flag('networks', [
    condition(
      'ip',
      'in_cidr',
      Array.from({ length: 15_000 }, (_, index) => `10.${index >> 8}.${index % 256}.0/24`),
    ),
  ]),
  flag(
    'patterns',
    Array.from({ length: 14 }, () => condition('text', 'matches', `${'[ab]?'.repeat(40)}c`)),
  ),
  flag('ranges', [condition('version', 'semver_range', Array.from({ length: 500 }, () => '>=1 <2').join(' || '))]),
  { kind: 'segment', key: 'large', include: Array.from({ length: 50_000 }, (_, index) => `u${index}`) },
];

function flag(key: string, any: readonly Condition[]): FlagDocument {
  return { kind: 'flag', key, type: 'boolean', rules: [{ when: { any: [...any] }, serve: 'on' }] };
}

export const CONTEXTS: readonly EvaluationContext[] = [
  {
    targetingKey: 'u1',
    plan: 'pro',
    age: 20,
    text: 'aaaa',
    version: '1.5.0',
    at: '2026-01-01',
    email: 'a@b.c',
    ip: '10.1.2.3',
    id: 13,
    user: { id: 'u1', plan: 'pro', groups: ['a', 'b'] },
  },
  { targetingKey: 'u2', text, version: `${'1.'.repeat(2)}${'0'.repeat(250)}`, ip: '2001:db8::1', user: { id: 42 } },
];
