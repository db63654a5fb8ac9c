import type { Row, Statement } from './statement.ts';

/**
 * The statements of one transaction, each of which may depend on earlier results. A generator, because the same script runs over
 * synchronous and asynchronous drivers.
 */
export type Script<T> = Generator<Statement, T, readonly Row[]>;

/** Runs a script over an asynchronous driver. */
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

/** Runs a script over a synchronous driver. */
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
