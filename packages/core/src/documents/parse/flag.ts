import { isKey } from '../../model/input.ts';
import type { FlagDocument, FlagType } from '../../model/flag.ts';
import { LIMITS } from '../../model/limits.ts';
import { BOOLEAN_VARIANTS, variantsOf } from '../variants.ts';
import { CHANGE_FIELDS, listOf, readSchedule } from './change.ts';
import { readScalar } from './condition.ts';
import {
  COMMON_FIELDS,
  readBoolean,
  readDate,
  readKey,
  readLabel,
  readReference,
  readSeed,
  readTags,
} from './names.ts';
import { describe } from './reader.ts';
import type { FieldReader, JsonRecord, Reader } from './reader.ts';
import { readHoldout } from './serve.ts';
import { readJsonValue } from './value.ts';

const FLAG_REQUIRED = ['kind', 'key', 'type'];
const NEEDED_UNLESS_BOOLEAN = ['variants', 'default'];

export function readFlag(reader: Reader, flag: JsonRecord): void {
  const { variants = flag['type'] === 'boolean' ? BOOLEAN_VARIANTS : undefined } = flag;
  if (typeof variants === 'object' && variants !== null) reader.variants = variants as JsonRecord;
  reader.fields(flag, 'a flag', FLAG_FIELDS, FLAG_REQUIRED);
  if (flag['type'] !== 'boolean') {
    NEEDED_UNLESS_BOOLEAN.forEach((name) => {
      if (!Object.hasOwn(flag, name)) reader.shape(`lacks "${name}", which is required unless the type is boolean`);
    });
  }
  if (!reader.misshapen && variantsOf(flag as unknown as FlagDocument).fallback === undefined)
    reader.meaning('has no "default", and no variant "off" to fall back to; add a default');
}

const PREREQUISITE_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['flag', readReference('flag')],
  ['variants', readPrerequisiteVariants],
]);

const FLAG_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['kind', () => undefined],
  ...COMMON_FIELDS,
  ['type', (reader, value) => reader.oneOf(value, ['boolean', 'string', 'number', 'object'])],
  ...CHANGE_FIELDS,
  ['variants', readVariants],
  ['seed', readSeed],
  ['prerequisites', listOf('a prerequisite', LIMITS.prerequisites, PREREQUISITE_FIELDS, ['flag', 'variants'], 1)],
  ['holdout', readHoldout],
  ['environments', readEnvironments],
  ['schedule', readSchedule],
  ['clientSide', readBoolean],
  ['tags', readTags],
  ['owner', readLabel],
  ['metadata', readMetadata],
  ['removeBy', readDate],
  ['permanent', readBoolean],
]);

const PATCH_FIELDS: ReadonlyMap<string, FieldReader> = new Map([...CHANGE_FIELDS, ['schedule', readSchedule]]);

function readEnvironments(reader: Reader, value: unknown): void {
  const patches = reader.record(value, 'patches by environment');
  if (patches === undefined) return;
  const keys = Object.keys(patches);
  if (keys.length > LIMITS.environments) {
    reader.shape(`has ${keys.length} environments; at most ${LIMITS.environments} are allowed`);
    return;
  }
  for (const key of keys) {
    reader.enter(key);
    readEnvironmentKey(reader, key, patches);
    reader.fields(patches[key], 'a patch', PATCH_FIELDS, []);
    reader.leave();
  }
}

const readEnvironmentKey = readReference('environment');

function readPrerequisiteVariants(reader: Reader, value: unknown): void {
  reader.list(value, LIMITS.variants, readKey, 'name at least one variant');
}

function readVariants(reader: Reader, value: unknown, flag: JsonRecord): void {
  const variants = reader.record(value, 'values by variant name');
  if (variants === undefined) return;
  const names = Object.keys(variants);
  if (names.length === 0 || names.length > LIMITS.variants) reader.shape(`must have 1 to ${LIMITS.variants} variants`);
  for (const name of names) {
    reader.enter(name);
    if (!isKey(name)) readKey(reader, name);
    else if (typeOf(variants[name]) === flag['type']) readJsonValue(reader, variants[name]);
    else reader.expected(`a value of the flag's type (${describe(flag['type'])})`, variants[name]);
    reader.leave();
  }
}

function typeOf(value: unknown): FlagType | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  const type = value === null ? undefined : typeof value;
  return type === 'boolean' || type === 'string' || type === 'number' || type === 'object' ? type : undefined;
}

function readMetadata(reader: Reader, value: unknown): void {
  const metadata = reader.record(value, 'metadata by name');
  if (metadata === undefined) return;
  const names = Object.keys(metadata);
  if (names.length > LIMITS.metadata)
    reader.shape(`has ${names.length} entries; at most ${LIMITS.metadata} are allowed`);
  for (const name of names) {
    reader.enter(name);
    if (name in Object.prototype) reader.shape('is a name that every JavaScript object has; choose another');
    else if (reader.text(name, LIMITS.label, 1)) readScalar(reader, metadata[name]);
    reader.leave();
  }
}
