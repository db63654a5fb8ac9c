/** Number of callers to track. The least recently seen is evicted first. */
const REMEMBERED = 10_000;

interface Budget {
  left: number;
  /** Milliseconds, monotonic. */
  at: number;
}

/** Creates a token bucket per caller, with `perSecond` tokens refilled at that rate. Returns true when a request is allowed. */
export function createRateLimit(perSecond: number): (caller: string) => boolean {
  const budgets = new Map<string, Budget>();
  return (caller) => {
    const now = performance.now();
    const before = budgets.get(caller);
    const left = before === undefined ? perSecond : before.left + ((now - before.at) / 1_000) * perSecond;
    const budget = { left: Math.min(left, perSecond), at: now };
    budgets.delete(caller);
    budgets.set(caller, budget);
    const [oldest] = budgets.keys();
    if (budgets.size > REMEMBERED && oldest !== undefined) budgets.delete(oldest);
    if (budget.left < 1) return false;
    budget.left -= 1;
    return true;
  };
}
