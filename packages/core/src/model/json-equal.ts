import { LIMITS } from './limits.ts';

/**
 * Whether two JSON values are equal, including the order of keys. Recurses only while both are alike. Values that are alike
 * beyond `LIMITS.nesting` count as different.
 */
export function sameJson(a: unknown, b: unknown, depth = 1): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > LIMITS.nesting) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index], depth + 1))
    );
  }
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  // Order matters: a split's cut points follow it.
  return keys.every(
    (key, index) => key === others[index] && sameJson((a as Members)[key], (b as Members)[key], depth + 1),
  );
}

type Members = Readonly<Record<string, unknown>>;
