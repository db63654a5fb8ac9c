import { LIMITS } from '../model/limits.ts';

/**
 * Whether a value is what `JSON.parse` could have returned: its text would say nothing else. Costs a look, not a copy. False for
 * getters and Proxies that throw.
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
  // JSON has no NaN and no infinity, and takes -0 for 0.
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  // What is nested deeper may well be a cycle.
  if (typeof value !== 'object' || depth > LIMITS.nesting) return false;
  return Array.isArray(value) ? isPlainList(value, depth) : isPlainRecord(value, depth);
}

function isPlainList(list: readonly unknown[], depth: number): boolean {
  // A hole is undefined, and so not plain.
  for (let index = 0; index < list.length; index++) if (!isPlain(list[index], depth + 1)) return false;
  return true;
}

function isPlainRecord(record: object, depth: number): boolean {
  if (Object.getPrototypeOf(record) !== Object.prototype) return false;
  // An inherited name that is enumerable is looked at too: at worst, the record goes through its text.
  for (const name in record) {
    const member = (record as Record<string, unknown>)[name];
    if (name === '__proto__' || (typeof member !== 'string' && !isPlain(member, depth + 1))) return false;
  }
  return true;
}
