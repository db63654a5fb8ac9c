import { createSlices } from './slices.ts';

/** Long work that pauses now and then. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Returns the result of work without pausing. */
export function finishNow<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Resolves to the result of work that lets other work go on when it pauses. */
export async function finishInSlices<T>(steps: Steps<T>): Promise<T> {
  const turn = createSlices();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const pause = turn();
    if (pause !== undefined) await pause;
  }
}
