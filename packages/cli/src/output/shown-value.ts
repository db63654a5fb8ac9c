import type { JsonValue } from '@flagstaff/core';

const MOST = 100;

/** Returns a value of a document in a few words. */
export function shownValue(value: JsonValue): string {
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}
