/** Maximum number of cached entries per function. */
const MAX_ENTRIES = 4_096;

const inUse = new Set<{ clear(): void }>();

/**
 * Returns a function that caches results during one evaluation: thousands of conditions may test the same long text or list. The
 * result must not be undefined.
 */
export function remembering<K, T>(workOut: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MAX_ENTRIES) known.clear();
    inUse.add(known);
    const answer = workOut(key);
    known.set(key, answer);
    return answer;
  };
}

/** Call when an evaluation begins: lists may have changed, and texts must not be retained. */
export function forgetRemembered(): void {
  if (inUse.size === 0) return;
  for (const known of inUse) known.clear();
  inUse.clear();
}
