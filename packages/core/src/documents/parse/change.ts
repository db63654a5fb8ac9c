import { LIMITS } from '../../model/limits.ts';
import { readWhen } from './condition.ts';
import { readAttributeName, readBoolean, readDate, readLabel, readSubject, readVariant } from './names.ts';
import type { FieldReader, Reader } from './reader.ts';
import { OVERRIDE_WORK, RULE_WORK, SCHEDULED_CHANGE_WORK } from './work.ts';
import { readNamespace, readRollout, readServe } from './serve.ts';

const RULE_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['name', readLabel],
  ['enabled', readBoolean],
  ['when', readWhen],
  ['namespace', readNamespace],
  ['rollout', readRollout],
  ['serve', readServe],
]);

const OVERRIDE_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['attribute', readAttributeName],
  ['value', readSubject],
  ['serve', readVariant],
  ['expires', readDate],
]);

/** The fields of a flag that environments and scheduled changes can replace. */
export const CHANGE_FIELDS: readonly (readonly [string, FieldReader])[] = [
  ['status', (reader, value) => reader.oneOf(value, ['active', 'inactive', 'archived'])],
  ['off', readVariant],
  ['default', readServe],
  [
    'overrides',
    listOf('an override', LIMITS.overrides, OVERRIDE_FIELDS, ['attribute', 'value', 'serve'], OVERRIDE_WORK),
  ],
  ['rules', listOf('a rule', LIMITS.rules, RULE_FIELDS, ['serve'], RULE_WORK)],
];

const SET_FIELDS: ReadonlyMap<string, FieldReader> = new Map(CHANGE_FIELDS);

const SCHEDULED_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['at', readDate],
  ['set', readSet],
]);

/** Dated changes. */
export const readSchedule: FieldReader = listOf(
  'a scheduled change',
  LIMITS.schedule,
  SCHEDULED_FIELDS,
  ['at', 'set'],
  SCHEDULED_CHANGE_WORK,
);

export function listOf(
  what: string,
  limit: number,
  table: ReadonlyMap<string, FieldReader>,
  required: readonly string[],
  work: number,
): FieldReader {
  return (reader, value) =>
    reader.list(value, limit, (inner, item) => {
      inner.spend(work);
      inner.fields(item, what, table, required);
    });
}

function readSet(reader: Reader, value: unknown): void {
  const set = reader.fields(value, 'the fields a scheduled change sets', SET_FIELDS, []);
  if (set !== undefined && Object.keys(set).length === 0) {
    reader.shape(`sets nothing; name at least one of ${[...SET_FIELDS.keys()].join(', ')}`);
  }
}
