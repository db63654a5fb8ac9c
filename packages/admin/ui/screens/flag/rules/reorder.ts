import { useCallback, useRef, useState } from 'preact/hooks';
import type { JSX, RefObject } from 'preact';
import { useStable } from '../../../lib/use-stable.ts';

/** Properties of the button that moves an item. */
export type Handle = Pick<
  JSX.HTMLAttributes<HTMLButtonElement>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel' | 'onKeyDown'
>;

/** How an item looks while one is dragged: it moves, or shows where the other would land. */
export type ItemState = 'moving' | 'before' | 'after' | undefined;

interface Reorder {
  readonly list: RefObject<HTMLOListElement>;
  /** Stays the same, whatever is dragged. */
  readonly handleOf: (index: number) => Handle;
  readonly stateOf: (index: number) => ItemState;
}

/** Keys that move an item, by steps. */
const STEPS: { readonly [key: string]: number } = { ArrowUp: -1, ArrowDown: 1 };

/** Moves items of a list by dragging their handles, or by arrow keys on them. */
export function useReorder(count: number, move: (from: number, to: number) => void): Reorder {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();

  const drags = useStable({
    start(index: number, { button, currentTarget, pointerId }: JSX.TargetedPointerEvent<HTMLButtonElement>) {
      if (button !== 0) return;
      currentTarget.setPointerCapture(pointerId);
      setDrag({ from: index, to: index });
    },
    over(y: number) {
      if (drag !== undefined) setDrag({ from: drag.from, to: indexAt(list.current!, y, drag.from) });
    },
    drop() {
      if (drag !== undefined) move(drag.from, drag.to);
      setDrag(undefined);
    },
    press(index: number, event: JSX.TargetedKeyboardEvent<HTMLButtonElement>) {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const { currentTarget } = event;
      if (index + step >= 0 && index + step < count) move(index, index + step);
      // Moving an element takes its focus away in some browsers.
      requestAnimationFrame(() => currentTarget.focus());
    },
  });

  const handleOf = useCallback(
    (index: number): Handle => ({
      onPointerDown: (event) => drags.start(index, event),
      onPointerMove: ({ clientY }) => drags.over(clientY),
      onPointerUp: () => drags.drop(),
      onPointerCancel: () => setDrag(undefined),
      onKeyDown: (event) => drags.press(index, event),
    }),
    [],
  );

  function stateOf(index: number): ItemState {
    if (drag === undefined) return undefined;
    if (index === drag.from) return 'moving';
    if (index !== drag.to) return undefined;
    return drag.to < drag.from ? 'before' : 'after';
  }

  return { list, handleOf, stateOf };
}

/** Returns the index at which an item would land. */
function indexAt(list: HTMLElement, y: number, from: number): number {
  const items = [...list.children];
  const passed = items.filter((item, index) => {
    const { top, height } = item.getBoundingClientRect();
    return index !== from && y > top + height / 2;
  });
  return passed.length;
}
