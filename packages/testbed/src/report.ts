import { styleText } from 'node:util';

/** Prints the measurements of a test beside their criteria, one line per figure. */
export function report(test: string, figures: Readonly<Record<string, Figure>>): void {
  for (const [name, { measured, criterion }] of Object.entries(figures)) {
    // oxlint-disable-next-line no-console -- the one place where a test prints
    console.log(
      `${styleText('dim', '│')} ${test.padEnd(34)} ${name.padEnd(34)} ${show(measured).padStart(12)}   (${criterion})`,
    );
  }
}

export interface Figure {
  /** Numbers are printed with at most one decimal. */
  readonly measured: number | string;
  /** The criterion in words: `0 lost`, `<= 4,000 ms`. */
  readonly criterion: string;
}

function show(measured: number | string): string {
  if (typeof measured === 'string') return measured;
  return (Math.round(measured * 10) / 10).toLocaleString('en-US');
}

/** Returns the value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
