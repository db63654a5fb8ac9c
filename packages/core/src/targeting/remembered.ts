/** Entries that one function remembers. */
const MOST = 4_096;

const inUse = new Set<{ clear(): void }>();

/**
 * Returns a function that works each answer out once per evaluation: thousands of conditions may look at the same long text or
 * list. The answer must not be undefined.
 */
export function remembering<K, T>(workOut: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    inUse.add(known);
    const answer = workOut(key);
    known.set(key, answer);
    return answer;
  };
}

/** Called when an evaluation begins: a list may have changed since the last one, and no text is kept for longer. */
export function forgetRemembered(): void {
  if (inUse.size === 0) return;
  for (const known of inUse) known.clear();
  inUse.clear();
}
