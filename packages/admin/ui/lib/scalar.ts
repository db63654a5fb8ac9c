import type { Scalar } from '@flagstaff/core';

/** `42` is a number and `"42"` is a text, as in JSON. */
export function scalarOf(text: string, textOnly: boolean): Scalar {
  if (textOnly) return text.trim();
  if (/^".*"$/s.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** Texts that would be read as something else are quoted. */
export const scalarText = (value: Scalar): string =>
  typeof value === 'string' && scalarOf(value, false) !== value ? `"${value}"` : String(value);
