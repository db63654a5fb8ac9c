import type { Io } from '../frame/io.ts';

/** Work that takes longer says so. */
const AFTER_MS = 500;
const CLEAR_LINE = '\r\u001B[K';

/** Waits for work, and says what is waited for once it takes long. */
export type Progress = <T>(what: string, work: Promise<T>) => Promise<T>;

/** Creates a progress that shows a line on a terminal, and removes it at the end. Shows nothing elsewhere. */
export function createProgress({ stderr }: Pick<Io, 'stderr'>, quiet: boolean): Progress {
  if (quiet || stderr.isTTY !== true) return async (_what, work) => work;
  return async (what, work) => {
    let isShown = false;
    const timer = setTimeout(() => {
      isShown = true;
      stderr.write(`${what}…`);
    }, AFTER_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (isShown) stderr.write(CLEAR_LINE);
    }
  };
}
