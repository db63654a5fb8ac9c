import { startTimer } from './timers.ts';

/** Milliseconds for which work goes on before other work of the process has its turn. */
const SLICE = 10;

/** Returns a function that long loops call at each step: undefined to go on, or a promise to wait for first. */
export function timeSlices(): () => Promise<void> | undefined {
  let end = performance.now() + SLICE;
  return () => {
    if (performance.now() < end) return undefined;
    return new Promise((resolve) => {
      const goOn = (): void => {
        end = performance.now() + SLICE;
        resolve();
      };
      startTimer(goOn, 0, { keepAlive: true });
    });
  };
}
