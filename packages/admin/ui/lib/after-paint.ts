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

/** Whether the component has been painted. For parts that are costly to render, and can follow. */
export function usePainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => afterPaint(() => setPainted(true)), []);
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
