import type { Row, Statement } from './statement.ts';

/**
 * Statements of one transaction, each of which may depend on what those before it gave. A generator, because the same script
 * runs over drivers that answer at once and over drivers that answer later.
 */
export type Script<T> = Generator<Statement, T, readonly Row[]>;

/** Runs a script over a driver that answers later. */
export async function drive<T>(script: Script<T>, run: (statement: Statement) => Promise<readonly Row[]>): Promise<T> {
  let step = script.next();
  while (!step.done) {
    let rows: readonly Row[];
    try {
      rows = await run(step.value);
    } catch (error) {
      step = script.throw(error);
      continue;
    }
    step = script.next(rows);
  }
  return step.value;
}

/** Runs a script over a driver that answers at once. */
export function driveNow<T>(script: Script<T>, run: (statement: Statement) => readonly Row[]): T {
  let step = script.next();
  while (!step.done) {
    let rows: readonly Row[];
    try {
      rows = run(step.value);
    } catch (error) {
      step = script.throw(error);
      continue;
    }
    step = script.next(rows);
  }
  return step.value;
}
