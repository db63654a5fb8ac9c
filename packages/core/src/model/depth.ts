// Docs: docs/evaluation.md, "Limits"
import { LIMITS } from './limits.ts';

/**
 * Whether a value nests too deep for recursive code. Iterative.
 *
 * Also true for cycles, for values with more parts than a document can have (shared parts serialize exponentially often), and
 * for values that throw when read.
 *
 * @param levels Defaults to `LIMITS.nesting`. Each nested list or object adds a level.
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

/** A part of a document takes about three characters of JSON: a quoted digit and a comma. */
const MAX_PARTS = LIMITS.documentLength / 3;

type Parts = Readonly<Record<string, unknown>>;
