import { LIMITS } from '../../model/limits.ts';
import { OPERATORS } from '../../targeting/operator-table.ts';
import type { Operand, OperandKind } from '../../targeting/operators/operator.ts';
import { comparisonWork } from './fast-path.ts';
import { readAttributeName, readBoolean, readDate, readReference } from './names.ts';
import { describe } from './reader.ts';
import type { FieldReader, JsonRecord, Reader } from './reader.ts';
import { readTime } from './time-engine.ts';

/** `when`: a condition, or a list of conditions that must all hold. */
export function readWhen(reader: Reader, value: unknown): void {
  if (Array.isArray(value)) readConditions(reader, value);
  else readCondition(reader, value);
}

function readConditions(reader: Reader, value: unknown): void {
  reader.list(value, LIMITS.list, readCondition);
}

function readCondition(reader: Reader, value: unknown): void {
  reader.steps++;
  const condition = reader.record(value, WHAT);
  if (condition === undefined) return;
  if (reader.depth > LIMITS.conditionDepth) {
    reader.meaning(`conditions are nested more than ${LIMITS.conditionDepth} deep; simplify them or use a segment`);
    return;
  }
  if (isPlainComparison(reader, condition)) return;
  const kind = KINDS.find(([name]) => Object.hasOwn(condition, name));
  if (kind === undefined) {
    readLeaf(reader, condition);
    return;
  }
  reader.spend(1);
  reader.depth++;
  reader.fields(condition, WHAT, new Map([kind]), []);
  reader.depth--;
}

/** Accepts the most common condition, a comparison with one value. Everything else is read field by field. */
function isPlainComparison(reader: Reader, condition: JsonRecord): boolean {
  const { attribute, value } = condition;
  const work = typeof value === 'object' ? 0 : comparisonWork(condition);
  if (work === 0) return false;
  reader.spend(work);
  reader.characters += (attribute as string).length + (typeof value === 'string' ? value.length : 0);
  return true;
}

const WHAT = 'a condition';

/** The field that distinguishes each kind of condition. Conditions on attributes have none of them. */
const KINDS: readonly (readonly [string, FieldReader])[] = [
  ['all', readConditions],
  ['any', readConditions],
  ['not', readCondition],
  ['segment', readReference('segment')],
  ['time', readTime],
];

const LEAF = 'a condition on an attribute';
const LEAF_REQUIRED = ['attribute', 'operator'];

/** The operator determines the type of `value`, so it is read first. */
function readLeaf(reader: Reader, condition: JsonRecord): void {
  const definition = typeof condition['operator'] === 'string' ? OPERATORS.get(condition['operator']) : undefined;
  reader.fields(condition, LEAF, LEAF_FIELDS, LEAF_REQUIRED);
  if (definition === undefined) return;
  let work = 1;
  if (Object.hasOwn(condition, 'ignoreCase') && !definition.ignoreCase) {
    reader.shape(`"ignoreCase" does not apply to ${describe(condition['operator'])}; remove it`);
  }
  if (definition.operand === 'none') {
    if (Object.hasOwn(condition, 'value'))
      reader.shape(`${describe(condition['operator'])} takes no "value"; remove it`);
    reader.spend(work);
    return;
  }
  if (!Object.hasOwn(condition, 'value')) {
    reader.shape(`lacks "value", which ${describe(condition['operator'])} requires`);
    return;
  }
  const before = reader.faults;
  reader.enter('value');
  OPERANDS[definition.operand](reader, condition['value']);
  if (reader.faults === before && reader.work <= LIMITS.work) {
    if (definition.engine !== undefined) reader.need(definition.engine);
    const value = condition['value'] as Operand;
    const fault = definition.fault?.(value);
    if (fault === undefined) work = definition.work?.(value, condition['ignoreCase'] === true) ?? 1;
    else {
      reader.meaning(fault);
      // Detecting an invalid operand may take as long as using it.
      work = FAULT;
    }
  }
  reader.spend(work);
  reader.leave();
}

const FAULT = 10_000;

const LEAF_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['attribute', readAttributeName],
  ['operator', readOperator],
  ['value', () => undefined],
  ['ignoreCase', readBoolean],
]);

function readOperator(reader: Reader, value: unknown): void {
  if (typeof value === 'string' && OPERATORS.has(value)) return;
  reader.shape(`${describe(value)} is not an operator (known: ${[...OPERATORS.keys()].join(', ')})`);
}

const OPERANDS: { readonly [kind in OperandKind]: (reader: Reader, value: unknown) => void } = {
  none: () => undefined,
  scalar: readScalar,
  scalars: (reader, value) => reader.list(value, LIMITS.list, readScalar),
  number: readNumber,
  text: (reader, value) => reader.text(value, LIMITS.text),
  word: readWord,
  date: readDate,
  'word or words': (reader, value) =>
    Array.isArray(value) ? reader.list(value, LIMITS.list, readWord) : readWord(reader, value),
  pattern: readPattern,
  'divisor and remainder': readDivision,
};

export function readScalar(reader: Reader, value: unknown): void {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return;
  if (typeof value === 'string') reader.text(value, LIMITS.text);
  else reader.expected('text, a number, true or false', value);
}

function readNumber(reader: Reader, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) reader.expected('a number', value);
}

function readWord(reader: Reader, value: unknown): void {
  reader.text(value, LIMITS.text, 1);
}

function readPattern(reader: Reader, value: unknown): void {
  reader.text(value, LIMITS.pattern, 1);
}

function readDivision(reader: Reader, value: unknown): void {
  const [divisor, remainder] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
  if (isInteger(divisor, 1) && isInteger(remainder, 0)) return;
  reader.shape('must be [divisor, remainder]: two integers, at least 1 and at least 0');
}

function isInteger(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
