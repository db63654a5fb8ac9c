// Docs: docs/evaluation.md, "Limits"
import { LIMITS } from './limits.ts';

/**
 * Whether a value nests deeper than a limit, and so must not reach code that recurses. Iterative. Cycles count as too deep, and so
 * does a value with more parts than a document can have: shared parts would be written out exponentially often. So does one that throws while it is read.
 *
 * @param levels defaults to `LIMITS.nesting`; a list or an object inside another one is one level more
 */
export function isTooDeep(value: unknown, levels: number = LIMITS.nesting): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return exceeds(value, levels);
  } catch {
    return true;
  }
}

function exceeds(value: object, levels: number): boolean {
  const open: object[] = [value];
  const depths: number[] = [1];
  let parts = 1;
  while (open.length > 0) {
    const record = open.pop()!;
    const depth = depths.pop()!;
    if (depth > levels || parts > MAX_PARTS) return true;
    const names = Array.isArray(record) ? undefined : Object.keys(record);
    const { length } = names ?? (record as readonly unknown[]);
    parts += length;
    for (let index = 0; index < length; index++) {
      const part: unknown =
        names === undefined ? (record as readonly unknown[])[index] : (record as Parts)[names[index]!];
      if (typeof part !== 'object' || part === null) continue;
      open.push(part);
      depths.push(depth + 1);
    }
  }
  return false;
}

/** A part of a document has three characters as JSON, or about: a digit in quotes, a comma. */
const MAX_PARTS = LIMITS.documentLength / 3;

type Parts = Readonly<Record<string, unknown>>;
