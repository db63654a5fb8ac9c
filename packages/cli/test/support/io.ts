import { Readable } from 'node:stream';
import type { Io } from '../../src/frame/io.ts';

export interface FakeIoOptions {
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  /** Whether stdin, stdout and stderr are a terminal. Defaults to false. */
  readonly tty?: boolean;
  /** Defaults to 100. */
  readonly columns?: number;
  /** What is typed or piped. */
  readonly input?: string;
}

/** Streams whose text a test reads, and signals that it sends. */
export interface FakeIo extends Io {
  readonly text: { stdout: string; stderr: string };
  /** Returns how many listeners there are. Without any, a process ends. */
  interrupt(): number;
}

export function createFakeIo({
  env = {},
  cwd = '/',
  tty = false,
  columns = 100,
  input = '',
}: FakeIoOptions = {}): FakeIo {
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const sink = (name: keyof typeof text) => ({
    isTTY: tty,
    columns,
    write(chunk: string) {
      text[name] += chunk;
      return true;
    },
  });
  return {
    text,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: Object.assign(Readable.from(input === '' ? [] : [input]), { isTTY: tty }),
    env: { FLAGSTAFF_ACTOR: 'ada', ...env },
    cwd,
    enter: () => undefined,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    interrupt() {
      const { size } = listeners;
      for (const listener of listeners) listener();
      return size;
    },
  };
}
