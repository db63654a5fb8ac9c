import { LIMITS } from '../model/limits.ts';

/**
 * Whether `JSON.parse` could have returned a value, so that serializing loses nothing. Does not copy. False for getters and
 * Proxies that throw.
 */
export function isPlainJson(value: unknown): boolean {
  try {
    return isPlain(value, 0);
  } catch {
    return false;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  // JSON has no NaN and no infinity, and turns -0 into 0.
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  // Deeper nesting may be a cycle.
  if (typeof value !== 'object' || depth > LIMITS.nesting) return false;
  return Array.isArray(value) ? isPlainList(value, depth) : isPlainRecord(value, depth);
}

function isPlainList(list: readonly unknown[], depth: number): boolean {
  // A hole reads as undefined, so the list is not plain.
  for (let index = 0; index < list.length; index++) if (!isPlain(list[index], depth + 1)) return false;
  return true;
}

function isPlainRecord(record: object, depth: number): boolean {
  if (Object.getPrototypeOf(record) !== Object.prototype) return false;
  // Includes inherited enumerable names: at worst, the record is serialized.
  for (const name in record) {
    const member = (record as Record<string, unknown>)[name];
    if (name === '__proto__' || (typeof member !== 'string' && !isPlain(member, depth + 1))) return false;
  }
  return true;
}
