/**
 * Runs a batch of cases at the same time and waits for all of them, so that none reaches into the next batch. Then throws the
 * first failure, and notes what that case showed.
 */
export async function together(
  size: number,
  note: (value: unknown) => void,
  run: (index: number, show: (value: unknown) => void) => Promise<unknown>,
): Promise<void> {
  const shown: unknown[] = [];
  const cases = Array.from({ length: size }, (_, index) => run(index, (value) => void (shown[index] = value)));
  const outcomes = await Promise.allSettled(cases);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    note(shown[index]);
    throw outcome.reason;
  }
}
