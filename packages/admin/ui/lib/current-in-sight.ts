import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Scrolls a bar of links sideways until the current one is in its middle, where not all of them fit. */
export function useCurrentInSight<E extends HTMLElement>(current: string | undefined): RefObject<E> {
  const bar = useRef<E>(null);
  useEffect(() => {
    const element = bar.current;
    const link = element?.querySelector('[aria-current]');
    if (!element || !link || element.scrollWidth <= element.clientWidth) return;
    element.scrollBy(middleOf(link) - middleOf(element), 0);
  }, [current]);
  return bar;
}

function middleOf(element: Element): number {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}
