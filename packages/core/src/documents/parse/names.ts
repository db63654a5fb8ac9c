import { isKey } from '../../model/input.ts';
import { isOptionalStorageText, isVersion } from '../../model/document.ts';
import { LIMITS } from '../../model/limits.ts';
import { parseInstant, RFC_3339 } from '../../targeting/instant.ts';
import type { FieldReader, Reader } from './reader.ts';

/** A key. */
export function readKey(reader: Reader, value: unknown): void {
  if (typeof value === 'string' && isKey(value)) return;
  reader.shape(
    typeof value === 'string' && value in Object.prototype
      ? `${JSON.stringify(value)} is a name that every JavaScript object has; choose another`
      : 'must be a letter or digit, then up to 127 letters, digits, dots, underscores or hyphens',
  );
}

/** Reads the name of a variant that the flag must have. */
export function readVariant(reader: Reader, value: unknown): void {
  if (typeof value === 'string' && isKey(value)) reader.variant(value);
  else readKey(reader, value);
}

/** Reads the key of a document that must exist. */
export function readReference(kind: 'flag' | 'segment' | 'environment'): FieldReader {
  return (reader, value) => {
    readKey(reader, value);
    reader.refer(kind, value);
  };
}

export function readAttributeName(reader: Reader, value: unknown): void {
  reader.text(value, LIMITS.attribute, 1);
}

export function readSeed(reader: Reader, value: unknown): void {
  if (reader.text(value, LIMITS.seed, 1) && value.includes(':')) reader.shape('must not contain a colon');
}

export function readLabel(reader: Reader, value: unknown): void {
  reader.text(value, LIMITS.label);
}

function readText(reader: Reader, value: unknown): void {
  reader.text(value, LIMITS.text);
}

export function readBoolean(reader: Reader, value: unknown): void {
  reader.boolean(value);
}

export function readTags(reader: Reader, value: unknown): void {
  reader.list(value, LIMITS.tags, (inner, tag) => inner.text(tag, LIMITS.label, 1));
}

/** Reads RFC 3339 with an offset, or a bare date. */
export function readDate(reader: Reader, value: unknown): void {
  if (!reader.text(value, LIMITS.text)) return;
  if (!RFC_3339.test(value)) {
    reader.shape('must be RFC 3339 with an offset (2026-12-01T09:00:00Z) or a date (2026-12-01, midnight UTC)');
  } else if (parseInstant(value) === undefined) {
    reader.meaning('is not a valid calendar date');
  }
}

/** Reads a subject's attribute value: text or a number, compared as bucketing values are. */
export function readSubject(reader: Reader, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  reader.text(value, LIMITS.text);
}

/** Reads the version counted by the store. */
function readVersion(reader: Reader, value: unknown): void {
  if (!isVersion(value)) reader.expected('a whole number from 1', value);
}

/** Reads text written by the store that nothing depends on. Its characters do not count toward the document's. */
function readStorageText(reader: Reader, value: unknown): void {
  if (isOptionalStorageText(value) && value !== undefined) return;
  reader.expected(`text of at most ${LIMITS.storageField} characters`, value);
}

/** The fields of every kind of document. */
export const COMMON_FIELDS: readonly (readonly [string, FieldReader])[] = [
  ['key', readKey],
  ['name', readLabel],
  ['description', readText],
  ['version', readVersion],
  ['createdAt', readStorageText],
  ['updatedAt', readStorageText],
  ['updatedBy', readStorageText],
];
