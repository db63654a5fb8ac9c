// Docs: docs/design/start-up.md
import { isVersion } from '../../model/document.ts';
import { LIMITS } from '../../model/limits.ts';
import { OPERATORS } from '../../targeting/operator-table.ts';
import { RULE_WORK, SHARE_WORK, VALUE_WORK, WEIGHT_WORK } from './work.ts';
import type { DocumentFacts } from './facts.ts';
import type { Operand } from '../../targeting/operators/operator.ts';
import { isKey, isWellFormed } from '../../model/input.ts';
import { BOOLEAN_VARIANTS } from '../variants.ts';

// The fast path: validates flags of the usual kinds in one pass. It has no rules of its own. A flag it accepts is also valid field
// by field (`flag.ts` and its neighbors hold the rules), references no other document, and is plain JSON; a test verifies this.
// Everything unusual, valid or not, is read field by field. Runs unoptimized at startup, so it uses no path tracking, tables or
// closures. Without it, a cold start with 1,000 flags takes 3.9 times as long: `npm run bench:compare -- without fast-path`.

/** Maximum entries of a list or record, and characters of a text. Far below every limit of a document. */
const MAX_SMALL = 32;
const SHORT = 256;

type Names = Readonly<Record<string, unknown>>;

const NONE: readonly never[] = Object.freeze([]);

/** Returns the facts about a flag. Undefined when it must be read field by field, or throws when read. */
export function fastPathFacts(flag: unknown): DocumentFacts | undefined {
  try {
    return scan(flag);
  } catch {
    // A getter or a Proxy.
    return undefined;
  }
}

/** One long function: engines inline short ones into every caller, and compile each copy. */
function scan(flag: unknown): DocumentFacts | undefined {
  if (!isPlainRecord(flag) || flag['kind'] !== 'flag') return undefined;
  const { key, type, variants, off, default: fallback, rules } = flag;
  if (typeof key !== 'string' || !isKey(key)) return undefined;
  let named = 3;
  let work = 0;
  let among: Names = BOOLEAN_VARIANTS;
  if (variants !== undefined) {
    if (!areVariants(variants, type)) return undefined;
    among = variants as Names;
    work = countNames(among) * VALUE_WORK;
    named++;
  } else if (type !== 'boolean') return undefined;
  if (off !== undefined) {
    if (typeof off !== 'string' || !Object.hasOwn(among, off)) return undefined;
    named++;
  }
  if (fallback !== undefined) {
    if (typeof fallback === 'string') {
      if (!Object.hasOwn(among, fallback)) return undefined;
    } else {
      const split = splitWork(fallback, among);
      if (split === 0) return undefined;
      work += split;
    }
    named++;
    // A boolean flag without a default serves its variant "off".
  } else if (type !== 'boolean' || (off === undefined && !Object.hasOwn(among, 'off'))) return undefined;
  let steps = 0;
  if (rules !== undefined) {
    if (!Array.isArray(rules) || rules.length > MAX_SMALL) return undefined;
    named++;
    for (let index = 0; index < rules.length; index++) {
      const rule: unknown = rules[index];
      if (!isPlainRecord(rule)) return undefined;
      const { when, rollout, serve, name } = rule;
      if (typeof serve === 'string') {
        if (!Object.hasOwn(among, serve)) return undefined;
      } else {
        const split = splitWork(serve, among);
        if (split === 0) return undefined;
        work += split;
      }
      work += RULE_WORK;
      let known = 1 + textsIn(name);
      if (rollout !== undefined) {
        if (!isPlainRecord(rollout) || countNames(rollout) !== 1) return undefined;
        const { percentage } = rollout;
        if (!isNumber(percentage) || percentage < 0 || percentage > 100) return undefined;
        known++;
        work += SHARE_WORK;
      }
      if (when !== undefined) {
        if (!Array.isArray(when)) {
          const comparison = comparisonWork(when);
          if (comparison === 0) return undefined;
          work += comparison;
          steps++;
        } else {
          if (when.length > MAX_SMALL) return undefined;
          for (let place = 0; place < when.length; place++) {
            const comparison = comparisonWork(when[place]);
            if (comparison === 0) return undefined;
            work += comparison;
          }
          steps += when.length;
        }
        known++;
      }
      if (countNames(rule) !== known) return undefined;
    }
  }
  // There are no unknown fields when the counts match.
  const others = countNames(flag) - named;
  if (work > LIMITS.work || (others !== 0 && !areOthers(flag, others))) return undefined;
  return { references: NONE, engines: NONE, steps, work };
}

/** Validates fields that do not affect the served variant, or only whether the flag is evaluated. */
function areOthers(flag: Names, count: number): boolean {
  const { status, clientSide, name, owner, description, version, createdAt, updatedAt, updatedBy } = flag;
  let seen = textsIn(name) + textsIn(owner) + textsIn(description);
  seen += textsIn(createdAt) + textsIn(updatedAt) + textsIn(updatedBy);
  if (status === 'active' || status === 'inactive' || status === 'archived') seen++;
  if (typeof clientSide === 'boolean') seen++;
  if (isVersion(version)) seen++;
  return seen === count;
}

function areVariants(variants: unknown, type: unknown): boolean {
  if (!isPlainRecord(variants) || (type !== 'boolean' && type !== 'string' && type !== 'number')) return false;
  let count = 0;
  for (const name in variants) {
    const value = variants[name];
    if (typeof value !== type || !isKey(name)) return false;
    if (type === 'string' ? !isText(value) : type === 'number' && !isNumber(value)) return false;
    count++;
  }
  return count > 0 && count <= MAX_SMALL;
}

/** Returns the work of a split. 0 when it is not a plain split. */
function splitWork(serve: unknown, variants: Names): number {
  if (!isPlainRecord(serve)) return 0;
  const { split } = serve;
  if (!isPlainRecord(split) || countNames(serve) !== 1) return 0;
  let total = 0;
  let work = SHARE_WORK;
  for (const name in split) {
    const weight = split[name];
    if (!isNumber(weight) || weight < 0 || !Object.hasOwn(variants, name)) return 0;
    total += weight;
    work += WEIGHT_WORK;
  }
  return total > 0 && total < Number.POSITIVE_INFINITY ? work : 0;
}

/** Returns the work of comparing an attribute with one or a few values. 0 when it is not such a comparison. */
export function comparisonWork(condition: unknown): number {
  if (!isPlainRecord(condition) || countNames(condition) !== 3) return 0;
  const { attribute, operator, value } = condition;
  if (!isText(attribute) || attribute === '') return 0;
  const definition = OPERATORS.get(operator as string);
  if (definition === undefined || definition.fault !== undefined) return 0;
  const { operand, work } = definition;
  if (operand === 'scalar') {
    if (!isScalar(value)) return 0;
  } else if (operand === 'number') {
    if (!isNumber(value)) return 0;
  } else if (operand === 'text') {
    if (!isText(value)) return 0;
  } else if (operand !== 'scalars' || !areScalars(value)) return 0;
  return work === undefined ? 1 : work(value as Operand, false);
}

function areScalars(values: unknown): boolean {
  if (!Array.isArray(values) || values.length > MAX_SMALL) return false;
  for (let index = 0; index < values.length; index++) if (!isScalar(values[index])) return false;
  return true;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' ? isText(value) : typeof value === 'boolean' || isNumber(value);
}

/** 1 for text, 0 for undefined. Any other value makes the sum invalid. */
function textsIn(value: unknown): number {
  if (value === undefined) return 0;
  return isText(value) ? 1 : Number.NaN;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SHORT && isWellFormed(value);
}

/** A JSON number: not -0, which JSON turns into 0. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && (value !== 0 || 1 / value > 0);
}

function isPlainRecord(value: unknown): value is Names {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Counts names, including inherited ones, so a record that inherits any fails the count. Allocates no list, unlike
 * `Object.keys`.
 */
function countNames(record: object): number {
  let count = 0;
  // oxlint-disable-next-line no-unused-vars -- there is no other way to count without listing.
  for (const _ in record) count++;
  return count;
}
