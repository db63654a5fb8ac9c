import { LIMITS } from '../../model/limits.ts';
import type { Reader } from './reader.ts';
import { CONTAINER_WORK, VALUE_WORK } from './work.ts';

/** Reads a JSON value inside a variant. `__proto__` is not a valid key: assigning it would change a prototype. */
export function readJsonValue(reader: Reader, value: unknown, depth = 1): void {
  reader.spend(typeof value === 'object' ? CONTAINER_WORK : VALUE_WORK);
  if (typeof value === 'string') {
    reader.wellFormed(value);
  } else if (typeof value === 'object' && value !== null) {
    if (depth > LIMITS.depth) reader.meaning(`is nested more than ${LIMITS.depth} deep`);
    else if (Array.isArray(value)) readElements(reader, value, depth);
    else readMembers(reader, value as Readonly<Record<string, unknown>>, depth);
  } else if (typeof value === 'number' ? !Number.isFinite(value) : value !== null && typeof value !== 'boolean') {
    reader.expected('JSON', value);
  }
}

function readElements(reader: Reader, list: readonly unknown[], depth: number): void {
  reader.characters += list.length;
  for (let index = 0; index < list.length && reader.work <= LIMITS.work; index++) {
    reader.enter(index);
    readJsonValue(reader, list[index], depth + 1);
    reader.leave();
  }
}

function readMembers(reader: Reader, record: Readonly<Record<string, unknown>>, depth: number): void {
  for (const name of Object.keys(record)) {
    if (reader.work > LIMITS.work) return;
    reader.enter(name);
    reader.wellFormed(name);
    if (name === '__proto__') reader.meaning('"__proto__" cannot be a key; choose another');
    else readJsonValue(reader, record[name], depth + 1);
    reader.leave();
  }
}
