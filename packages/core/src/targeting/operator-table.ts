// Docs: docs/evaluation.md, "Operators"
import type { Operator } from '../model/condition.ts';
import { LIMITS } from '../model/limits.ts';
import { lazyEngine } from './engine.ts';
import { dateAfter, dateBefore } from './operators/date.ts';
import { eq, isIn } from './operators/equality.ts';
import { lazyOperator } from './operators/lazy-operator.ts';
import { gt, gte, lt, lte, modulo } from './operators/number.ts';
import { negation, words } from './operators/operator.ts';
import type { OperatorDefinition } from './operators/operator.ts';
import { exists } from './operators/presence.ts';
import { contains, endsWith, rememberingLong, startsWith } from './operators/text.ts';
import { remembering } from './remembered.ts';

const ADDRESSES = lazyEngine(async () => (await import('./operators/address.ts')).addressOperators(remembering, words));
const PATTERNS = lazyEngine(async () =>
  (await import('./operators/pattern.ts')).patternOperators(rememberingLong, LIMITS.patternInput),
);
const VERSIONS = lazyEngine(async () => (await import('./operators/version.ts')).versionOperators(remembering));

const inCidr = lazyOperator(ADDRESSES, 'in_cidr', 'word or words');
const semverEq = lazyOperator(VERSIONS, 'semver_eq', 'word');

const DEFINITIONS: { readonly [name in Operator]: OperatorDefinition } = {
  eq,
  ne: negation(eq),
  in: isIn,
  not_in: negation(isIn),
  gt,
  gte,
  lt,
  lte,
  contains,
  not_contains: negation(contains),
  starts_with: startsWith,
  ends_with: endsWith,
  matches: lazyOperator(PATTERNS, 'matches', 'pattern', true),
  semver_eq: semverEq,
  semver_ne: negation(semverEq),
  semver_gt: lazyOperator(VERSIONS, 'semver_gt', 'word'),
  semver_gte: lazyOperator(VERSIONS, 'semver_gte', 'word'),
  semver_lt: lazyOperator(VERSIONS, 'semver_lt', 'word'),
  semver_lte: lazyOperator(VERSIONS, 'semver_lte', 'word'),
  semver_range: lazyOperator(VERSIONS, 'semver_range', 'word'),
  date_after: dateAfter,
  date_before: dateBefore,
  exists,
  not_exists: negation(exists),
  in_cidr: inCidr,
  not_in_cidr: negation(inCidr),
  modulo,
};

/** All operators by name. A Map, because names come from documents, and `constructor` is not an operator. */
export const OPERATORS: ReadonlyMap<string, OperatorDefinition> = new Map(Object.entries(DEFINITIONS));
