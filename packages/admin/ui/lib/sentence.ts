import type { Condition, Operator, Rule, Scalar, Serve, TimeWindow, When } from '@flagstaff/core';
import { formatDateTime, formatPercent, plural } from './format.ts';

/** A part of a sentence. Names and values stand out from the words between them. */
export interface Token {
  readonly type: 'word' | 'attribute' | 'value' | 'variant' | 'segment';
  readonly text: string;
}

/** The words of each operator, between an attribute and a value. */
export const OPERATOR_WORDS: { readonly [operator in Operator]: string } = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  semver_eq: 'is version',
  semver_ne: 'is not version',
  semver_gt: 'is newer than',
  semver_gte: 'is at least version',
  semver_lt: 'is older than',
  semver_lte: 'is at most version',
  semver_range: 'is in the range',
  date_after: 'is after',
  date_before: 'is before',
  exists: 'is set',
  not_exists: 'is not set',
  in_cidr: 'is in the network',
  not_in_cidr: 'is not in the network',
  modulo: 'leaves, divided,',
};

/** Values of a list that a sentence names. */
const NAMED_VALUES = 4;

const word = (text: string): Token => ({ type: 'word', text });
const value = (text: string): Token => ({ type: 'value', text });

/** Says what a rule does. */
export function ruleSentence({ when, namespace, rollout, serve }: Rule): readonly Token[] {
  return [
    ...(isEmpty(when) ? [word('Everyone')] : [word('If'), ...whenTokens(when)]),
    ...(namespace === undefined
      ? []
      : [
          word('in'),
          value(`${namespace.name} ${formatPercent(namespace.range[0])}–${formatPercent(namespace.range[1])}`),
        ]),
    word('gets'),
    ...serveTokens(serve),
    ...(rollout === undefined ? [] : rolloutTokens(rollout)),
  ];
}

/** Says what is served. */
export function serveTokens(serve: Serve): readonly Token[] {
  if (typeof serve === 'string') return [{ type: 'variant', text: serve }];
  const entries = Object.entries(serve.split);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const parts = entries.map(([variant, weight]): readonly Token[] => [
    value(formatPercent((weight / total) * 100)),
    { type: 'variant', text: variant },
  ]);
  return [...joined(parts, 'and'), ...byTokens(serve.by)];
}

function rolloutTokens({ percentage = 0, ramp, by }: NonNullable<Rule['rollout']>): readonly Token[] {
  const last = ramp?.at(-1);
  const share =
    last === undefined
      ? [word('for'), value(formatPercent(percentage))]
      : [word('for'), value(formatPercent(percentage)), word('rising to'), value(formatPercent(last.percentage))];
  return [...share, ...byTokens(by)];
}

const byTokens = (by: string | undefined): readonly Token[] =>
  by === undefined ? [] : [word('by'), { type: 'attribute', text: by }];

const isEmpty = (when: When | undefined): when is undefined =>
  when === undefined || (isList(when) && when.length === 0);

const isList = (when: When): when is readonly Condition[] => Array.isArray(when);

/** Says when a condition holds. */
export function whenTokens(when: When): readonly Token[] {
  return isList(when)
    ? joined(
        when.map((each) => conditionTokens(each, true)),
        'and',
      )
    : conditionTokens(when, false);
}

function conditionTokens(condition: Condition, nested: boolean): readonly Token[] {
  if ('all' in condition) return grouped(condition.all, 'and', nested);
  if ('any' in condition) return grouped(condition.any, 'or', nested);
  if ('not' in condition) return [word('not'), ...conditionTokens(condition.not, true)];
  if ('segment' in condition) return [word('in segment'), { type: 'segment', text: condition.segment }];
  if ('time' in condition) return timeTokens(condition.time);
  const { attribute, operator, value: operand, ignoreCase } = condition;
  return [
    { type: 'attribute', text: attribute },
    ...(operator === 'modulo' ? moduloTokens(operand) : [word(OPERATOR_WORDS[operator]), ...operandTokens(operand)]),
    ...(ignoreCase ? [word('(any case)')] : []),
  ];
}

function grouped(conditions: readonly Condition[], conjunction: 'and' | 'or', nested: boolean): readonly Token[] {
  if (conditions.length === 0) return [word(conjunction === 'and' ? 'always' : 'never')];
  const inner = joined(
    conditions.map((each) => conditionTokens(each, true)),
    conjunction,
  );
  return nested && conditions.length > 1 ? [word('('), ...inner, word(')')] : inner;
}

function operandTokens(operand: Scalar | readonly Scalar[] | undefined): readonly Token[] {
  if (operand === undefined) return [];
  if (!isScalars(operand)) return [value(String(operand))];
  const named = operand.slice(0, NAMED_VALUES).map((each): readonly Token[] => [value(String(each))]);
  const more = operand.length - NAMED_VALUES;
  return joined(more > 0 ? [...named, [word(plural(more, 'other'))]] : named, 'or');
}

const isScalars = (operand: Scalar | readonly Scalar[]): operand is readonly Scalar[] => Array.isArray(operand);

function moduloTokens(operand: Scalar | readonly Scalar[] | undefined): readonly Token[] {
  const [divisor, remainder] = operand !== undefined && isScalars(operand) ? operand : [];
  return [word('divided by'), value(String(divisor)), word('leaves'), value(String(remainder))];
}

function timeTokens({
  after,
  before,
  timezone,
  days,
  daysOfMonth,
  from,
  to,
  cron,
  duration,
}: TimeWindow): readonly Token[] {
  const parts: (readonly Token[])[] = [];
  if (after !== undefined) parts.push([word('from'), value(formatDateTime(after))]);
  if (before !== undefined) parts.push([word('until'), value(formatDateTime(before))]);
  if (days !== undefined) parts.push([word('on'), value(days.join(', '))]);
  if (daysOfMonth !== undefined) parts.push([word('on day'), value(daysOfMonth.join(', '))]);
  if (from !== undefined || to !== undefined)
    parts.push([word('between'), value(`${from ?? '00:00'}–${to ?? '00:00'}`)]);
  if (cron !== undefined) parts.push([word('for'), value(duration ?? ''), word('from each'), value(cron)]);
  return [word('the time is'), ...parts.flat(), ...(timezone === undefined ? [] : [word('in'), value(timezone)])];
}

/** Puts commas between parts, and a conjunction before the last. */
function joined(parts: readonly (readonly Token[])[], conjunction: string): readonly Token[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [word(conjunction), ...part]));
}
