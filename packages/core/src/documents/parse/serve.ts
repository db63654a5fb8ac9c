import { LIMITS } from '../../model/limits.ts';
import { isKey } from '../../model/input.ts';
import { readAttributeName, readDate, readKey, readSeed, readVariant } from './names.ts';
import { RAMP_ENTRY_WORK, SHARE_WORK, WEIGHT_WORK } from './work.ts';
import type { FieldReader, Reader } from './reader.ts';

/** `serve`, `default`: a variant's name, or a split among variants. */
export function readServe(reader: Reader, value: unknown): void {
  if (typeof value === 'string') readVariant(reader, value);
  else if (typeof value === 'boolean') reader.expected(`the name of a variant ("${value ? 'on' : 'off'}"?)`, value);
  else reader.fields(value, 'a variant name or a split', SPLIT_FIELDS, ['split']);
}

export function readRollout(reader: Reader, value: unknown): void {
  if (typeof value === 'number') {
    reader.shape(`must be a rollout: { "percentage": ${value} }`);
    return;
  }
  reader.spend(SHARE_WORK);
  const rollout = reader.fields(value, 'a rollout', ROLLOUT_FIELDS, []);
  if (rollout === undefined || Object.hasOwn(rollout, 'ramp')) return;
  if (!Object.hasOwn(rollout, 'percentage')) reader.shape('lacks "percentage" or "ramp"; a rollout must have one');
  if (Object.hasOwn(rollout, 'mode'))
    reader.shape('has "mode", which only applies to a ramp; remove it, or add "ramp"');
}

const BUCKET_FIELDS: readonly (readonly [string, FieldReader])[] = [
  ['by', readAttributeName],
  ['seed', readSeed],
];

const SPLIT_FIELDS: ReadonlyMap<string, FieldReader> = new Map([['split', readWeights], ...BUCKET_FIELDS]);

const ROLLOUT_FIELDS: ReadonlyMap<string, FieldReader> = new Map([
  ['percentage', readPercentage],
  ['ramp', readRamp],
  ['mode', (reader, value) => reader.oneOf(value, ['step', 'linear'])],
  ...BUCKET_FIELDS,
]);

const RAMP_ENTRY_FIELDS: ReadonlyMap<string, FieldReader> = new Map([
  ['at', readDate],
  ['percentage', readPercentage],
]);

function readRamp(reader: Reader, value: unknown): void {
  const readEntry = (inner: Reader, entry: unknown): void => {
    inner.spend(RAMP_ENTRY_WORK);
    inner.fields(entry, 'an entry of a ramp', RAMP_ENTRY_FIELDS, ['at', 'percentage']);
  };
  reader.list(value, LIMITS.ramp, readEntry, 'have at least one entry');
}

const HOLDOUT_FIELDS: ReadonlyMap<string, FieldReader> = new Map([
  ['name', readSeed],
  ['percentage', readPercentage],
  ['by', readAttributeName],
]);

export function readHoldout(reader: Reader, value: unknown): void {
  reader.spend(SHARE_WORK);
  reader.fields(value, 'a holdout', HOLDOUT_FIELDS, ['name', 'percentage']);
}

const NAMESPACE_FIELDS: ReadonlyMap<string, FieldReader> = new Map([
  ['name', readSeed],
  ['range', readRange],
  ['by', readAttributeName],
]);

export function readNamespace(reader: Reader, value: unknown): void {
  reader.spend(SHARE_WORK);
  reader.fields(value, 'a namespace', NAMESPACE_FIELDS, ['name', 'range']);
}

function readRange(reader: Reader, value: unknown): void {
  if (!Array.isArray(value) || value.length !== 2) {
    reader.expected('[from, to], in percent', value);
    return;
  }
  const before = reader.faults;
  reader.list(value, 2, readPercentage);
  const [from, to] = value as [number, number];
  if (reader.faults === before && from >= to) {
    reader.meaning('is empty: the second percentage must be greater than the first');
  }
}

function readPercentage(reader: Reader, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) {
    reader.expected('a number from 0 to 100', value);
  }
}

function readWeights(reader: Reader, value: unknown): void {
  const weights = reader.record(value, 'weights by variant name');
  if (weights === undefined) return;
  const names = Object.keys(weights);
  reader.spend(SHARE_WORK + WEIGHT_WORK * names.length);
  if (names.length === 0 || names.length > LIMITS.variants) reader.shape(`must have 1 to ${LIMITS.variants} variants`);
  let total = 0;
  let isNumeric = true;
  for (const name of names) {
    const weight = weights[name];
    if (isKey(name) && isWeight(weight)) {
      total += weight;
      reader.variant(name);
      continue;
    }
    isNumeric = false;
    reader.enter(name);
    if (isKey(name)) reader.expected('a number, 0 or greater', weight);
    else readKey(reader, name);
    reader.leave();
  }
  if (!isNumeric) return;
  if (total === 0) reader.meaning('the weights sum to zero; give at least one variant a weight');
  else if (total === Number.POSITIVE_INFINITY)
    reader.meaning('the weights sum to more than the largest number; lower them');
}

function isWeight(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;
}
