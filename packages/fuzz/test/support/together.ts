/**
 * Runs a batch of cases concurrently and waits for all of them, so that none affects the next batch. Then throws the first failure,
 * with the description of its case.
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
