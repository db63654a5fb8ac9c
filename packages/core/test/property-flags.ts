import type { Condition, FlagDocument, Operator, Scalar, SegmentDocument } from '@flagstaff/core';

// A ruleset that reads a context in every way: each operator on each of a few attributes.

const values: readonly (readonly [Operator, (Scalar | readonly Scalar[])?])[] = [
  ['eq', 'pro'],
  ['ne', 42],
  ['in', ['pro', 42, true, '__proto__']],
  ['not_in', ['pro', 42]],
  ['gt', 1],
  ['gte', 1],
  ['lt', 1],
  ['lte', 1],
  ['contains', 'a'],
  ['not_contains', 1],
  ['starts_with', 'a'],
  ['ends_with', 'a'],
  ['matches', '^(a+)+$'],
  ['semver_eq', '1.2.3'],
  ['semver_ne', '1.2.3'],
  ['semver_gt', '1.2.3'],
  ['semver_gte', '1.2.3'],
  ['semver_lt', '1.2.3'],
  ['semver_lte', '1.2.3'],
  ['semver_range', '^1.2 || 3.x'],
  ['date_after', '2020-01-01'],
  ['date_before', '2020-01-01T00:00:00Z'],
  ['exists'],
  ['not_exists'],
  ['in_cidr', ['10.0.0.0/8', '::/0']],
  ['not_in_cidr', '10.0.0.0/8'],
  ['modulo', [10, 3]],
];

const attributes = ['x', 'a.b', '__proto__', 'constructor', 'items.length', 'targetingKey', 'a.b.0.x', '..'];

const folding = new Set<Operator>(['eq', 'ne', 'in', 'not_in', 'contains', 'not_contains', 'starts_with', 'ends_with']);

function conditionsOf([operator, value]: (typeof values)[number]): Condition[] {
  return attributes.flatMap((attribute): Condition[] => {
    const leaf = { attribute, operator, ...(value === undefined ? {} : { value }) };
    return folding.has(operator) ? [leaf, { ...leaf, ignoreCase: true }] : [leaf];
  });
}

const perOperator = values.map((each): FlagDocument => ({
  kind: 'flag',
  key: `operator-${each[0]}`,
  type: 'boolean',
  rules: [
    { when: { all: [...conditionsOf(each)] }, serve: 'on' },
    { when: { any: [...conditionsOf(each)] }, serve: 'on' },
  ],
}));

const others: readonly (FlagDocument | SegmentDocument)[] = [
  { kind: 'segment', key: 'listed', include: ['u1', 42, '__proto__'], exclude: ['u2'], by: 'a.b' },
  { kind: 'segment', key: 'child', parent: 'listed', when: { not: { attribute: 'x', operator: 'exists' } } },
  {
    kind: 'flag',
    key: 'overridden',
    type: 'string',
    variants: { a: 'A', b: 'B' },
    default: 'a',
    overrides: attributes.map((attribute) => ({ attribute, value: 'u1', serve: 'b', expires: '2100-01-01' })),
    rules: [{ when: { segment: 'child' }, serve: 'b' }],
  },
  {
    kind: 'flag',
    key: 'rolled',
    type: 'boolean',
    rules: attributes.map((by) => ({ rollout: { percentage: 5, by }, serve: 'on' })),
  },
  {
    kind: 'flag',
    key: 'split',
    type: 'object',
    variants: { a: { v: [1] }, b: [2] },
    default: { split: { a: 1, b: 2 } },
  },
  {
    kind: 'flag',
    key: 'scheduled',
    type: 'boolean',
    schedule: [
      { at: '2100-01-01', set: { default: 'on' } },
      { at: '2020-01-01T00:00:00+02:00', set: { rules: [{ when: { segment: 'child' }, serve: 'on' }] } },
      {
        at: '2020-01-01',
        set: { overrides: attributes.map((attribute) => ({ attribute, value: 'u1', serve: 'on' })) },
      },
    ],
  },
  {
    kind: 'flag',
    key: 'ramped',
    type: 'boolean',
    rules: attributes.map((by, index) => ({
      rollout: {
        by,
        percentage: 1,
        mode: index % 2 === 0 ? 'linear' : 'step',
        ramp: [
          { at: '2100-01-01', percentage: 10 },
          { at: '2020-01-01', percentage: 5 },
        ],
      },
      serve: 'on',
    })),
  },
  {
    kind: 'flag',
    key: 'exclusive',
    type: 'boolean',
    holdout: { name: 'control', percentage: 10, by: 'a.b' },
    rules: attributes.map((by) => ({ namespace: { name: 'search', range: [20, 30], by }, serve: 'on' })),
  },
  {
    kind: 'flag',
    key: 'timed',
    type: 'boolean',
    rules: [
      {
        when: { time: { timezone: 'Asia/Kolkata', days: ['mon', 'wed', 'fri'], from: '22:00', to: '06:00' } },
        serve: 'on',
      },
      { when: { time: { cron: '*/7 * * * *', duration: 'PT1M', timezone: 'Europe/Paris' } }, serve: 'on' },
      { when: { not: { time: { after: '2020-01-01', before: '2100-01-01', daysOfMonth: [1, -1] } } }, serve: 'on' },
    ],
  },
  {
    kind: 'flag',
    key: 'dependent',
    type: 'boolean',
    default: 'on',
    prerequisites: [{ flag: 'rolled', variants: ['on'] }],
  },
];

/** One flag per operator, and overrides, segments, rollouts, splits and prerequisites. */
export const propertyFlags: readonly (FlagDocument | SegmentDocument)[] = [...perOperator, ...others];
