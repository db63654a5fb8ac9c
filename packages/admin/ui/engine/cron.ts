// The library that core reads cron expressions with, in a chunk of its own.
import { Cron } from 'croner';

/**
 * Returns the next instants at which an expression fires, as core reads it. Fewer when it fires no more. Undefined when it or the
 * zone is not valid: the parser says why.
 */
export function nextFirings(
  expression: string,
  timezone: string,
  { after, most }: { readonly after: Date; readonly most: number },
): readonly Date[] | undefined {
  try {
    return new Cron(expression, { mode: '5-or-6-parts', timezone }).nextRuns(most, after);
  } catch {
    return undefined;
  }
}
