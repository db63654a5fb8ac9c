import type { Condition, Document, EvaluationContext, Rule } from '@flagstaff/core';
import { LIMITS } from '@flagstaff/core';
import type { Dice } from './random-rulesets.ts';

// Documents that use up the work budget with one or more kinds of conditions, and contexts that trigger the cost.

const ATTRIBUTES = Array.from({ length: 12 }, (_, index) => `a${index}`);
const DEEP = Array.from({ length: LIMITS.attributeSteps }, () => 'd').join('.');

type Kind = (d: Dice, index: number) => Condition;

const on = (d: Dice): string => (d.chance(0.05) ? DEEP : d.pick(ATTRIBUTES));
const digits = (d: Dice): number => Math.floor(d.next() * 1e6);

function network(d: Dice): string {
  const byte = (): number => Math.floor(d.next() * 256);
  if (d.chance(0.5)) return `${byte()}.${byte()}.${byte()}.0/${8 + Math.floor(d.next() * 25)}`;
  return `2001:db8:${byte().toString(16)}:${byte().toString(16)}::/${32 + Math.floor(d.next() * 90)}`;
}

const PATTERNS = [
  '[ab]*a[ab]{20}$',
  '[ab]{1,200}$',
  '(a|ab|b)*c$',
  '(?i)[a-z]+[0-9]+$',
  '\\d+\\.\\d+$',
  '(.*a.{10}){3}c',
  '(a?){60}b$',
];
const TEXTS = [
  'ab',
  `${'a'.repeat(40)}b${'a'.repeat(20)}`,
  `${'a'.repeat(2_000)}b`,
  'ab'.repeat(500) + 'b' + 'ab'.repeat(500),
];
const ZONES = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca'];
const OPERATORS = ['contains', 'not_contains', 'starts_with', 'ends_with', 'eq', 'ne'] as const;
const LONG_VERSION = `1.0.0-${'a.'.repeat(120)}b`;

/** One condition of each expensive kind. */
const KINDS: { readonly [name: string]: Kind } = {
  plain: (d, index) => ({ attribute: on(d), operator: 'eq', value: index }),
  text: (d) => ({
    attribute: on(d),
    operator: d.pick(OPERATORS),
    value: d.pick(TEXTS),
    ...(d.chance(0.5) && { ignoreCase: true }),
  }),
  longEqual: (d, index) => ({
    attribute: on(d),
    operator: 'eq',
    value: `${'a'.repeat(LIMITS.textInput - 8)}${String(index).padStart(8, '0')}`,
    ...(d.chance(0.3) && { ignoreCase: true }),
  }),
  folded: (d, index) => ({ attribute: on(d), operator: 'starts_with', value: `b${index}`, ignoreCase: true }),
  list: (d) => ({
    attribute: on(d),
    operator: d.pick(['in', 'not_in'] as const),
    value: Array.from({ length: Math.floor(d.next() * 200) }, (_, index) => (d.chance(0.5) ? index : `v${index}`)),
    ...(d.chance(0.3) && { ignoreCase: true }),
  }),
  pattern: (d) => ({ attribute: on(d), operator: 'matches', value: d.pick(PATTERNS) + d.pick(['', 'x?', 'y?', 'z?']) }),
  networks: (d) => ({
    attribute: on(d),
    operator: 'in_cidr',
    value: Array.from({ length: 1 + Math.floor(d.next() * 200) }, () => network(d)),
  }),
  version: (d) => ({ attribute: on(d), operator: 'semver_gte', value: d.chance(0.5) ? LONG_VERSION : '1.2.3' }),
  range: (d) => ({ attribute: on(d), operator: 'semver_range', value: `${'1.2.x || '.repeat(d.pick([5, 900]))}9` }),
  date: (d) => ({ attribute: on(d), operator: 'date_after', value: '2026-06-01T00:00:00Z' }),
  time: (d) => ({ time: { days: ['mon', 'thu'], from: '09:00', to: '08:59', timezone: d.pick(ZONES) } }),
  cron: (d) => ({
    time: { cron: `${digits(d) % 60} 0 29 2 ${digits(d) % 7}`, duration: 'P1D', timezone: d.pick(ZONES) },
  }),
};

const nested = (d: Dice, condition: Condition, depth: number): Condition => {
  if (depth === 0) return condition;
  const inner = nested(d, condition, depth - 1);
  return d.pick([{ all: [inner] }, { any: [inner] }, { not: { not: inner } }]);
};

const share = (d: Dice): Partial<Rule> => ({
  rollout: { percentage: 0.001, by: d.pick(ATTRIBUTES), seed: `s${digits(d)}` },
  ...(d.chance(0.5) && { namespace: { name: `n${digits(d)}`, range: [0, 99], by: d.pick(ATTRIBUTES) } }),
});

/**
 * Returns a flag of `size` conditions that do not match, of one to three kinds. The parser decides whether it is within the
 * budget.
 */
export function heavyDocument(d: Dice, size: number): Document {
  const kinds = Array.from({ length: 1 + Math.floor(d.next() * 3) }, () => KINDS[d.pick(Object.keys(KINDS))]!);
  const condition = (index: number): Condition => {
    const made = d.pick(kinds)(d, index);
    return d.chance(0.1) ? nested(d, made, 4) : made;
  };
  const never: Condition = { attribute: 'never', operator: 'exists' };
  const rules: Rule[] = [];
  const perRule = d.pick([1, 10, 20_000]);
  for (let made = 0; made < size && rules.length < LIMITS.rules;) {
    const count = Math.min(perRule, size - made);
    const any = Array.from({ length: count }, (_, index) => condition(made + index));
    rules.push({ when: [{ any: [...any] }, never], serve: 'on', ...(d.chance(0.3) && share(d)) });
    made += count;
  }
  for (let left = d.chance(0.3) ? LIMITS.rules - rules.length : 0; left > 0; left--)
    rules.push({ serve: 'on', ...share(d) });
  return { kind: 'flag', key: 'heavy', type: 'boolean', rules };
}

function value(d: Dice): unknown {
  const size = d.pick([10, LIMITS.patternInput, LIMITS.textInput, LIMITS.bucketInput, 10_000]);
  switch (d.pick(['text', 'text', 'text', 'other', 'list'])) {
    case 'text': {
      const unit = d.pick(['a', 'ab', 'İ', 'Ж', 'A', 'a1.', `${'a'.repeat(15)}b`]);
      const text = (d.chance(0.3) ? 'c' : '') + unit.repeat(Math.floor(size / unit.length)).slice(0, size - 1);
      // In one piece, as text parsed from JSON is.
      return JSON.parse(JSON.stringify(text)) as unknown;
    }
    case 'list':
      return d.list(LIMITS.listInput, (index) => (index % 2 === 0 ? index + 0.5 : `V${index}x`));
    default:
      return d.pick([LONG_VERSION, '9.9.9', '10.0.0.1', '2001:db8::1', '2026-01-01', new Date(0), {}, 42, Number.NaN]);
  }
}

/** Returns a context whose texts and lists are as long as they count, or longer. */
export function heavyContext(d: Dice): EvaluationContext {
  let deep: unknown = value(d);
  for (let level = 0; level < LIMITS.attributeSteps; level++) deep = { d: deep };
  const entries = ATTRIBUTES.map((name): [string, unknown] => [name, value(d)]);
  return { targetingKey: 'k'.repeat(LIMITS.bucketInput), ...Object.fromEntries(entries), ...(deep as object) };
}
