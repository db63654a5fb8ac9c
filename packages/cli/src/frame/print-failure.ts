import { plain, plainJson } from '../output/plain.ts';
import type { Output } from '../output/output.ts';
import type { ExitCode } from './exit.ts';
import type { Failure } from './failure.ts';
import type { Io } from './io.ts';

/** Prints why a command failed, to stderr: the problem as JSON, or its words. Returns the exit code. */
export function printFailure(out: Output, io: Io, { exit, problem }: Failure): ExitCode {
  const text = out.json ? plainJson(problem) : wordsOf(problem);
  // An error is not a word that `--quiet` leaves out.
  io.stderr.write(`${out.hide(text)}\n`);
  return exit;
}

function wordsOf({ code, detail, problems = [], ...more }: Failure['problem']): string {
  const { conflictingFields, environments } = more;
  return [
    `${code}: ${detail}`,
    ...problems.map(({ path, message }) => `  ${path}: ${message}`),
    ...(conflictingFields === undefined ? [] : [`  fields: ${conflictingFields.join(', ')}`]),
    ...(environments === undefined ? [] : [`  environments: ${environments.join(', ')}`]),
  ]
    .map(plain)
    .join('\n');
}
