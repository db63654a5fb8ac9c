import { COMMON_FIELDS, readBoolean, readReference } from './names.ts';
import type { FieldReader, Reader } from './reader.ts';

const ENVIRONMENT_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['kind', () => undefined],
  ...COMMON_FIELDS,
  ['parent', readReference('environment')],
  ['protected', readBoolean],
]);

export function readEnvironment(reader: Reader, value: unknown): void {
  reader.fields(value, 'an environment', ENVIRONMENT_FIELDS, ['kind', 'key']);
}
