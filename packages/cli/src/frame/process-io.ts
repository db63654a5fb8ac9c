import { isAbsolute } from 'node:path';
import { withoutSecrets } from '../output/output.ts';
import { plainLines } from '../output/plain.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Returns the streams and signals of this process. A closed pipe, such as that of `head`, ends it. */
export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  const listeners = new Set<() => void>();

  /** Reports what nothing caught. A write that is under way still says what became of it. */
  function fail(error: Error): void {
    process.exitCode = EXIT.fault;
    const text = plainLines(error.stack ?? error.message);
    stderr.write(`${withoutSecrets(text, [env['FLAGSTAFF_KEY'] ?? ''])}\n`);
    if (listeners.size === 0) process.exit();
    for (const listener of listeners) listener();
  }

  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    fail(error);
  });
  // Without a reader of words, the command goes on.
  stderr.on('error', () => undefined);
  // Node itself would exit with 1, which means findings.
  process.on('uncaughtException', fail);

  return {
    stdout,
    stderr,
    stdin,
    env,
    cwd: workingDirectory(env),
    enter: (folder) => process.chdir(folder),
    // Otherwise a signal ends the process, even in an endless loop of a configuration.
    onInterrupt(listener) {
      listeners.add(listener);
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        listeners.delete(listener);
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
  };
}

/** The folder may have been removed. */
function workingDirectory({ PWD = '' }: Io['env']): string {
  try {
    return process.cwd();
  } catch {
    return isAbsolute(PWD) ? PWD : '/';
  }
}
