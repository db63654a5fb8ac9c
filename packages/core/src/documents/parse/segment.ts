import { LIMITS } from '../../model/limits.ts';
import { readWhen } from './condition.ts';
import {
  COMMON_FIELDS,
  readAttributeName,
  readBoolean,
  readLabel,
  readReference,
  readSubject,
  readTags,
} from './names.ts';
import type { FieldReader, Reader } from './reader.ts';
import { MEMBER_WORK } from './work.ts';

function readMembers(reader: Reader, value: unknown): void {
  if (Array.isArray(value)) reader.spend(MEMBER_WORK * value.length);
  reader.list(value, LIMITS.members, readSubject);
}

const SEGMENT_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['kind', () => undefined],
  ...COMMON_FIELDS,
  ['parent', readReference('segment')],
  ['enabled', readBoolean],
  ['include', readMembers],
  ['exclude', readMembers],
  ['members', (reader, value) => reader.oneOf(value, ['stored'])],
  ['by', readAttributeName],
  ['when', readWhen],
  ['tags', readTags],
  ['owner', readLabel],
]);

export function readSegment(reader: Reader, value: unknown): void {
  reader.fields(value, 'a segment', SEGMENT_FIELDS, ['kind', 'key']);
}
