import { fuzz } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { together } from './together.ts';

export interface Batches {
  readonly name: string;
  /** Number of hostile values. */
  readonly cases: number;
  /** Number of concurrent runs in a batch. */
  readonly size: number;
  /** Number of hostile values in a run. Defaults to 3. */
  readonly each?: number;
  /** One run. Resolves to its outcome, if it has one; rejects when it broke a promise. `show` describes it for the report. */
  readonly run: (random: Random, show: (value: unknown) => void, index: number) => Promise<string | undefined>;
}

/** Fuzzes in batches of concurrent runs. Resolves to how often each outcome occurred. */
export async function fuzzBatches({ name, cases, size, each = 3, run }: Batches): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  await fuzz({
    name,
    cases,
    batch: each * size,
    codes: [],
    knock: (random, note) =>
      together(size, note, async (index, show) => {
        const outcome = (await run(random, show, index)) ?? 'done';
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
  });
  return outcomes;
}

/** Resolves to `read`, or to the code of a documented rejection. Shows the description and rejects for any other. */
export async function outcomeOf(
  reading: Promise<unknown>,
  isDocumented: (error: unknown) => error is { readonly code: string },
  show: () => void,
): Promise<string> {
  try {
    await reading;
    return 'read';
  } catch (error) {
    if (isDocumented(error)) return error.code;
    show();
    throw error;
  }
}
