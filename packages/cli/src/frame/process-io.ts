import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** What a shell reports for a program that SIGINT ended. */
const INTERRUPTED = 130;

/** Returns the streams and signals of this process. A closed pipe, such as that of `head`, ends it. */
export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const listeners = new Set<() => void>();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (listeners.size === 0) process.exit(INTERRUPTED);
      for (const listener of listeners) listener();
    });
  }
  return {
    stdout,
    stderr,
    stdin,
    env,
    cwd: process.cwd(),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
