// Docs: docs/design/start-up.md
import { isVersion } from '../../model/document.ts';
import { LIMITS } from '../../model/limits.ts';
import { OPERATORS } from '../../targeting/operator-table.ts';
import { RULE_WORK, SHARE_WORK, VALUE_WORK, WEIGHT_WORK } from './work.ts';
import type { Operand } from '../../targeting/operators/operator.ts';
import { isKey } from '../../model/key.ts';
import { isWellFormed } from './reader.ts';

// Flags of the usual kinds, seen to be right by one look at each value. Nothing is decided here: a flag that is right at a glance
// is right field by field (`flag.ts` and its neighbours, where the rules are), names no other document, and is plain JSON all
// through; a test compares. Whatever is unusual, right or wrong, is read field by field. A process that starts runs this before
// the engine has compiled it, and pays for compiling it: no record of where it is, no tables, no closures.

/** Entries of any list or record, and characters of any text: as few as these, and no limit of a document is near. */
const FEW = 32;
const SHORT = 256;
const NOT_SEEN = -1;

type Names = Readonly<Record<string, unknown>>;

/** The variants of a boolean flag that names none. */
const SWITCH: Names = { on: true, off: false };

/** Steps and work in one number, which engines keep without allocating: more steps than any flag can have. */
export const WORK_UNIT = 131_072;

export function stepsIn(glance: number): number {
  return glance % WORK_UNIT;
}

/** Units of `LIMITS.work`. */
export function workIn(glance: number): number {
  return Math.floor(glance / WORK_UNIT);
}

/**
 * The number of the flag's conditions and their work (`stepsIn`, `workIn`); negative: it is not seen to be right, or throws when it
 * is read.
 */
export function glanceAt(flag: unknown): number {
  try {
    return look(flag);
  } catch {
    // A getter or a Proxy.
    return NOT_SEEN;
  }
}

/** One long function: engines put short ones into all that call them, and compile them again in each. */
function look(flag: unknown): number {
  if (!isPlainRecord(flag) || flag['kind'] !== 'flag') return NOT_SEEN;
  const { key, type, variants, off, default: fallback, rules } = flag;
  if (typeof key !== 'string' || !isKey(key)) return NOT_SEEN;
  let named = 3;
  let work = 0;
  let among = SWITCH;
  if (variants !== undefined) {
    if (!areVariants(variants, type)) return NOT_SEEN;
    among = variants as Names;
    work = countNames(among) * VALUE_WORK;
    named++;
  } else if (type !== 'boolean') return NOT_SEEN;
  if (off !== undefined) {
    if (typeof off !== 'string' || !Object.hasOwn(among, off)) return NOT_SEEN;
    named++;
  }
  if (fallback !== undefined) {
    if (typeof fallback === 'string') {
      if (!Object.hasOwn(among, fallback)) return NOT_SEEN;
    } else {
      const split = splitWork(fallback, among);
      if (split === 0) return NOT_SEEN;
      work += split;
    }
    named++;
    // A boolean flag without a default serves its variant "off".
  } else if (type !== 'boolean' || (off === undefined && !Object.hasOwn(among, 'off'))) return NOT_SEEN;
  let steps = 0;
  if (rules !== undefined) {
    if (!Array.isArray(rules) || rules.length > FEW) return NOT_SEEN;
    named++;
    for (let index = 0; index < rules.length; index++) {
      const rule: unknown = rules[index];
      if (!isPlainRecord(rule)) return NOT_SEEN;
      const { when, rollout, serve, name } = rule;
      if (typeof serve === 'string') {
        if (!Object.hasOwn(among, serve)) return NOT_SEEN;
      } else {
        const split = splitWork(serve, among);
        if (split === 0) return NOT_SEEN;
        work += split;
      }
      work += RULE_WORK;
      let known = 1 + textsIn(name);
      if (rollout !== undefined) {
        if (!isPlainRecord(rollout) || countNames(rollout) !== 1) return NOT_SEEN;
        const { percentage } = rollout;
        if (!isNumber(percentage) || percentage < 0 || percentage > 100) return NOT_SEEN;
        known++;
        work += SHARE_WORK;
      }
      if (when !== undefined) {
        if (!Array.isArray(when)) {
          const comparison = comparisonWork(when);
          if (comparison === 0) return NOT_SEEN;
          work += comparison;
          steps++;
        } else {
          if (when.length > FEW) return NOT_SEEN;
          for (let place = 0; place < when.length; place++) {
            const comparison = comparisonWork(when[place]);
            if (comparison === 0) return NOT_SEEN;
            work += comparison;
          }
          steps += when.length;
        }
        known++;
      }
      if (countNames(rule) !== known) return NOT_SEEN;
    }
  }
  // Where there are as many names as were read, there are no others.
  const others = countNames(flag) - named;
  if (work > LIMITS.work || (others !== 0 && !areOthers(flag, others))) return NOT_SEEN;
  return work * WORK_UNIT + steps;
}

/** Fields that are looked at and change no answer, or say whether the flag answers at all. */
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
  return count > 0 && count <= FEW;
}

/** The work of a split; 0: it is not seen to be one. */
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

/** The work of a comparison of an attribute with one value or a few; 0: it is not seen to be one. */
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
  if (!Array.isArray(values) || values.length > FEW) return false;
  for (let index = 0; index < values.length; index++) if (!isScalar(values[index])) return false;
  return true;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' ? isText(value) : typeof value === 'boolean' || isNumber(value);
}

/** 1 for a text, 0 for nothing; anything else makes every sum wrong. */
function textsIn(value: unknown): number {
  if (value === undefined) return 0;
  return isText(value) ? 1 : Number.NaN;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SHORT && isWellFormed(value);
}

/** A number that JSON has: it takes -0 for 0. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && (value !== 0 || 1 / value > 0);
}

function isPlainRecord(value: unknown): value is Names {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Inherited names count: a record that inherits any has more than were read of it. Lists nothing, unlike `Object.keys`. */
function countNames(record: object): number {
  let count = 0;
  // oxlint-disable-next-line no-unused-vars -- there is no other way to count without listing.
  for (const _ in record) count++;
  return count;
}
