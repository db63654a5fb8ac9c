// Docs: docs/evaluation.md, "Operators"
import type { Operator } from '../model/condition.ts';
import { inCidr } from './operators/address.ts';
import { dateAfter, dateBefore } from './operators/date.ts';
import { eq, isIn } from './operators/equality.ts';
import { gt, gte, lt, lte, modulo } from './operators/number.ts';
import { negation } from './operators/operator.ts';
import type { OperatorDefinition } from './operators/operator.ts';
import { exists } from './operators/presence.ts';
import { contains, endsWith, matches, startsWith } from './operators/text.ts';
import { semverEq, semverGt, semverGte, semverLt, semverLte, semverRange } from './operators/version.ts';

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
  matches,
  semver_eq: semverEq,
  semver_ne: negation(semverEq),
  semver_gt: semverGt,
  semver_gte: semverGte,
  semver_lt: semverLt,
  semver_lte: semverLte,
  semver_range: semverRange,
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
