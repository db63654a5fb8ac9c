/** Streams written per turn of the event loop. */
const SLICE = 100;
/** Milliseconds after an announcement during which further changes are merged into the next one. */
const MERGE_MS = 100;

/** Calls `write` for each item, one slice per turn, then `done`. */
export function inSlices<T>(items: readonly T[], write: (item: T) => void, done: () => void = () => undefined): void {
  function slice(from: number): void {
    const next = from + SLICE;
    for (const item of items.slice(from, next)) write(item);
    if (next < items.length) setTimeout(slice, 0, next);
    else done();
  }
  slice(0);
}

/**
 * Returns a function that announces a change. The first change is announced immediately. Changes during an announcement, or shortly
 * after it, are merged into one further announcement.
 */
export function mergeBursts(announce: (done: () => void) => void): () => void {
  let busy = false;
  let again = false;

  function run(): void {
    busy = true;
    again = false;
    announce(() => {
      setTimeout(() => {
        busy = false;
        if (again) run();
      }, MERGE_MS);
    });
  }

  return () => {
    if (busy) again = true;
    else run();
  };
}
