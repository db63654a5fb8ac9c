import { partsOf } from '../../lib/parts-of.ts';

/** Reads values from pasted text: one per line, or with commas. Each once, in their order. */
export function keysIn(text: string): readonly string[] {
  const keys = partsOf(text)
    .map((part) => part.replace(/^"(.*)"$/, '$1'))
    .filter(Boolean);
  return [...new Set(keys)];
}
