import { createInterface } from 'node:readline/promises';
import type { Context } from '../frame/context.ts';
import { refused, wrongUse } from '../frame/failure.ts';

/**
 * Asks before something is changed. `yes` answers.
 *
 * @throws {Failure} When the answer is no, or when there is no terminal to ask on.
 */
export async function confirm({ io }: Pick<Context, 'io'>, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw wrongUse('There is no terminal to ask on. Nothing was written. Pass --yes to write without a question.');
  }
  io.stderr.write(`${question} [y/N] `);
  if (/^y(es)?$/i.test(await readLine(io.stdin))) return;
  throw refused('DECLINED', 'Nothing was written.');
}

/** The terminal shows what is typed: this only reads it. */
async function readLine(input: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
  }
}
