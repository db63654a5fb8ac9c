import type { JsonValue } from '@flagstaff/core';
import { problem } from '../answers/problem.ts';

type JsonRecord = { readonly [name: string]: JsonValue };

/**
 * Applies a JSON merge patch: members replace, null removes, lists are replaced whole.
 * @see RFC 7396
 */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isRecord(patch)) return patch;
  const merged = new Map<string, JsonValue>(isRecord(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  // Entries define own properties, whatever their names.
  return Object.fromEntries(merged);
}

/**
 * Refuses a null inside a variant's value, where it could mean a value or a removal.
 * @throws {Error} 422 with the path.
 */
export function checkMergePatch(patch: JsonRecord): void {
  const { variants } = patch;
  if (!isRecord(variants)) return;
  for (const [name, value] of Object.entries(variants)) {
    if (!isRecord(value) || !Object.values(value).some(holdsNull)) continue;
    throw problem({
      status: 422,
      code: 'INVALID_DOCUMENT',
      detail: 'A merge patch cannot say null inside the value of a variant. Send the whole document with PUT.',
      problems: [{ path: `$.variants[${JSON.stringify(name)}]`, message: 'holds null', fault: 'meaning' }],
    });
  }
}

function holdsNull(value: JsonValue): boolean {
  return value === null || (isRecord(value) && Object.values(value).some(holdsNull));
}

function isRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
