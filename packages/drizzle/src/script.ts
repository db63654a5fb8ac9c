import type { Row, Statement } from './statement.ts';

/**
 * The statements of one transaction, each of which may depend on earlier results. A generator, because the same script runs over
 * synchronous and asynchronous drivers.
 */
export type Script<T> = Generator<Statement | readonly Statement[], T, readonly Row[]>;

/** Runs a script over an asynchronous driver. `run` gets the statements of one step. */
export async function drive<T>(
  script: Script<T>,
  run: (statements: readonly Statement[]) => Promise<readonly Row[]>,
): Promise<T> {
  let step = script.next();
  while (!step.done) {
    let rows: readonly Row[];
    try {
      rows = await run([step.value].flat());
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
      rows = [step.value].flat().flatMap(run);
    } catch (error) {
      step = script.throw(error);
      continue;
    }
    step = script.next(rows);
  }
  return step.value;
}

/** Runs the statements of one step one after the other, for drivers that send one at a time. */
export function inTurn(
  run: (statement: Statement) => Promise<readonly Row[]>,
): (statements: readonly Statement[]) => Promise<readonly Row[]> {
  return async (statements) => {
    const rows: Row[] = [];
    for (const statement of statements) for (const row of await run(statement)) rows.push(row);
    return rows;
  };
}
