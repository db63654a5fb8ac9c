/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 10;

/**
 * Returns a function to await between the steps of long work. It yields to the event loop after each time slice, because an
 * in-process backend answers without a turn.
 */
export function createSlices(): () => Promise<void> | undefined {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return new Promise((resolve) => {
      const next = (): void => {
        end = performance.now() + SLICE_MS;
        resolve();
      };
      setTimeout(next, 0);
    });
  };
}
