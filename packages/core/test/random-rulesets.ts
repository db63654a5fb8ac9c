import type {
  Condition,
  Document,
  EvaluationContext,
  FlagChange,
  FlagDocument,
  Rule,
  ScheduledChange,
  SegmentDocument,
  Serve,
} from '@flagstaff/core';

// Rulesets and contexts of few names and values, so that every case occurs often: matches, misses, ties, expiry.

/** Draws from a seed: the same seed gives the same documents and contexts on every machine. */
export interface Dice {
  /** 0 to less than 1. */
  next(): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
  list<T>(most: number, make: (index: number) => T): T[];
}

/** @see mulberry32, public domain */
export function dice(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (share) => next() < share,
    list: (most, make) => Array.from({ length: Math.floor(next() * (most + 1)) }, (_, index) => make(index)),
  };
}

const VARIANTS = ['a', 'b', 'c'];
const SUBJECTS = ['u1', 'u2', 'u3', 'u4', 42];
const ATTRIBUTES = ['targetingKey', 'userId', 'plan', 'user.plan', 'organizationId'];
const VALUES = [...SUBJECTS, 'pro', 'free', true];
export const INSTANTS = [
  '2026-01-01T00:00:00Z',
  '2026-06-01T00:00:00Z',
  '2026-12-01T00:00:00Z',
  '2027-06-01T00:00:00Z',
];
export const ENVIRONMENTS = ['production', 'staging'];

function time(d: Dice): Condition {
  return {
    time: {
      ...(d.chance(0.5) && { after: d.pick(INSTANTS.slice(0, 2)) }),
      before: d.pick(INSTANTS.slice(2)),
      ...(d.chance(0.3) && { days: ['mon', 'tue', 'sat'], from: '10:00', to: '02:00', timezone: 'Asia/Kolkata' }),
    },
  };
}

function leaf(d: Dice): Condition {
  const attribute = d.pick(ATTRIBUTES);
  switch (d.pick(['eq', 'in', 'other', 'number', 'text', 'time'])) {
    case 'eq':
      return { attribute, operator: d.pick(['eq', 'ne'] as const), value: d.pick(VALUES) };
    case 'in':
      return { attribute, operator: d.pick(['in', 'not_in'] as const), value: d.list(3, () => d.pick(VALUES)) };
    case 'number':
      return { attribute, operator: d.pick(['gt', 'gte', 'lt', 'lte'] as const), value: 42 };
    case 'time':
      return time(d);
    case 'text':
      return { attribute, operator: 'starts_with', value: d.pick(['U', 'p']), ignoreCase: d.chance(0.5) };
    default:
      return { attribute, operator: d.pick(['exists', 'not_exists'] as const) };
  }
}

function condition(d: Dice, segments: readonly string[], depth: number): Condition {
  const kind = d.pick(depth > 2 ? ['leaf'] : ['leaf', 'leaf', 'leaf', 'all', 'any', 'not', 'segment', 'segment']);
  const inner = (): Condition => condition(d, segments, depth + 1);
  if (kind === 'all') return { all: d.list(3, inner) };
  if (kind === 'any') return { any: d.list(3, inner) };
  if (kind === 'not') return { not: inner() };
  return kind === 'segment' && segments.length > 0 ? { segment: d.pick(segments) } : leaf(d);
}

function serve(d: Dice): Serve {
  if (d.chance(0.6)) return d.pick(VARIANTS);
  return { split: { a: d.pick([0, 1, 30]), b: d.pick([1, 2]) }, ...by(d), ...(d.chance(0.3) && { seed: 's' }) };
}

function by(d: Dice): { by?: string } {
  return d.chance(0.4) ? { by: d.pick(ATTRIBUTES) } : {};
}

function rule(d: Dice, segments: readonly string[]): Rule {
  const percentage = d.pick([0, 20, 50, 80, 100]);
  const ramp = d.list(3, () => ({ at: d.pick(INSTANTS), percentage: d.pick([0, 10, 50, 100]) }));
  return {
    ...(d.chance(0.5) && { name: 'a rule' }),
    ...(d.chance(0.8) && {
      when: d.chance(0.5) ? condition(d, segments, 0) : d.list(3, () => condition(d, segments, 0)),
    }),
    ...(d.chance(0.3) && {
      namespace: {
        name: 'search',
        range: d.pick([
          [0, 50],
          [50, 100],
          [20, 70],
        ]),
        ...by(d),
      },
    }),
    ...(d.chance(0.5) && {
      rollout: {
        percentage,
        ...by(d),
        ...(ramp.length > 0 && { ramp, mode: d.pick(['step', 'linear'] as const) }),
      },
    }),
    serve: serve(d),
  };
}

function change(d: Dice, segments: readonly string[]): FlagChange {
  return {
    status: d.pick(['active', 'active', 'active', 'active', 'inactive', 'archived'] as const),
    ...(d.chance(0.5) && { off: d.pick(VARIANTS) }),
    ...(d.chance(0.5) && { default: serve(d) }),
    ...(d.chance(0.6) && { rules: d.list(5, () => rule(d, segments)) }),
    ...(d.chance(0.3) && {
      overrides: d.list(4, () => ({
        attribute: d.pick(ATTRIBUTES),
        value: d.pick(SUBJECTS),
        serve: d.pick(VARIANTS),
        ...(d.chance(0.5) && { expires: d.pick(INSTANTS) }),
      })),
    }),
  };
}

function flag(d: Dice, index: number, segments: readonly string[]): FlagDocument {
  const dated = (): ScheduledChange[] => d.list(2, () => ({ at: d.pick(INSTANTS), set: change(d, segments) }));
  const earlier = Array.from({ length: index }, (_, other) => `f${other}`);
  return {
    kind: 'flag',
    key: `f${index}`,
    type: 'string',
    variants: { a: 'A', b: 'B', c: 'C' },
    default: serve(d),
    ...change(d, segments),
    ...(d.chance(0.2) && { seed: 'shared' }),
    ...(d.chance(0.3) && { schedule: dated() }),
    ...(d.chance(0.3) && { holdout: { name: 'q1', percentage: d.pick([0, 20, 50]), ...by(d) } }),
    ...(d.chance(0.3) &&
      index > 0 && {
        prerequisites: d.list(2, () => ({ flag: d.pick(earlier), variants: ['a', d.pick(VARIANTS)] })),
      }),
    ...(d.chance(0.3) && { environments: { [d.pick(ENVIRONMENTS)]: change(d, segments) } }),
  };
}

function segment(d: Dice, index: number): SegmentDocument {
  const earlier = Array.from({ length: index }, (_, other) => `s${other}`);
  return {
    kind: 'segment',
    key: `s${index}`,
    ...(d.chance(0.3) && index > 0 && { parent: d.pick(earlier) }),
    ...(d.chance(0.1) && { enabled: false }),
    ...(d.chance(0.5) && { include: d.list(3, () => d.pick(SUBJECTS)) }),
    ...(d.chance(0.3) && { exclude: d.list(3, () => d.pick(SUBJECTS)) }),
    ...by(d),
    ...(d.chance(0.5) && { when: d.chance(0.8) ? condition(d, earlier, 1) : [] }),
  };
}

/** Flags `f0`, `f1` … with segments and two environments. */
export function randomDocuments(d: Dice, flags: number): Document[] {
  const segments = Array.from({ length: 4 }, (_, index) => segment(d, index));
  const keys = segments.map(({ key }) => key);
  return [
    { kind: 'environment', key: 'production' },
    { kind: 'environment', key: 'staging', parent: 'production' },
    ...segments,
    ...Array.from({ length: flags }, (_, index) => flag(d, index, keys)),
  ];
}

export function randomContext(d: Dice): EvaluationContext {
  const value = (): unknown => (d.chance(0.1) ? d.list(2, () => d.pick(VALUES)) : d.pick(VALUES));
  return {
    ...(d.chance(0.7) && { targetingKey: d.chance(0.5) ? d.pick(SUBJECTS) : `u${Math.floor(d.next() * 1e6)}` }),
    ...(d.chance(0.5) && { userId: d.pick(SUBJECTS) }),
    ...(d.chance(0.7) && { plan: value() }),
    ...(d.chance(0.4) && { user: d.chance(0.9) ? { plan: value() } : null }),
    ...(d.chance(0.3) && { organizationId: value() }),
  };
}
