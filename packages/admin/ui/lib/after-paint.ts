import { useEffect, useState } from 'preact/hooks';

/** Runs a function once the browser has painted what was rendered. Returns a function that cancels it. */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;
  const soon = (): void => {
    timer = setTimeout(run);
  };
  // A hidden window paints nothing.
  if (document.hidden) soon();
  else frame = requestAnimationFrame(soon);
  return () => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

/** Milliseconds after an edit until it counts as the last one for now: more than between two keys of a fast typist. */
const PAUSE_MS = 150;

/** Runs a function once edits have paused, unless the returned function cancels it before. */
export function afterPause(run: () => void): () => void {
  const timer = setTimeout(run, PAUSE_MS);
  return () => clearTimeout(timer);
}

/**
 * Whether the component has been painted. For parts that are costly to render, and can follow.
 *
 * @param wanted Whether the part is needed yet. Defaults to true.
 */
export function usePainted(wanted = true): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => (wanted && !isPainted ? afterPaint(() => setPainted(true)) : undefined), [wanted, isPainted]);
  return isPainted;
}

/** Returns how many items of a long list to render now: `step` at first, and as many more after each paint, until all are there. */
export function useSlices(count: number, step: number): number {
  const [rendered, setRendered] = useState(step);
  useEffect(
    () => (rendered < count ? afterPaint(() => setRendered(rendered + step)) : undefined),
    [rendered, rendered < count],
  );
  return Math.min(rendered, count);
}
