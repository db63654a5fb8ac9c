import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Returns the streams and signals of this process. A closed pipe, such as that of `head`, ends it. */
export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout,
    stderr,
    stdin,
    env,
    cwd: process.cwd(),
    enter: (folder) => process.chdir(folder),
    // Otherwise a signal ends the process, even in an endless loop of a configuration.
    onInterrupt(listener) {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
  };
}
