import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Split } from '@flagstaff/core';
import { formatPercent } from '../../../lib/format.ts';
import { moveBorder, sumOf } from './share-rest.ts';

type Weights = Split['split'];

/** Keys that move a border, by percent. */
const STEPS: { readonly [key: string]: number } = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
  Home: -100,
  End: 100,
};

/** The borders between the parts of a split's bar: each moves what its two neighbors share, by pointer or by keys. */
export function SplitBorders({
  weights,
  locked,
  onChange,
}: {
  readonly weights: Weights;
  readonly locked: ReadonlySet<string>;
  readonly onChange: (weights: Weights) => void;
}): JSX.Element {
  const track = useRef<HTMLDivElement>(null);
  const names = Object.keys(weights);
  const total = sumOf(weights);
  const percentOf = (...some: readonly string[]): number => (sumOf(weights, some) / total) * 100;
  const moveTo = (index: number, percent: number): void =>
    onChange(moveBorder(weights, index, (percent / 100) * total));
  return (
    <div ref={track} class="split-borders">
      {names.slice(0, -1).map((left, index) => {
        const right = names[index + 1]!;
        const start = percentOf(...names.slice(0, index));
        const border = percentOf(...names.slice(0, index + 1));
        if (locked.has(left) || locked.has(right)) return null;
        return (
          <span
            key={left}
            role="slider"
            tabIndex={0}
            class="split-border"
            style={{ insetInlineStart: `${border}%` }}
            aria-label={`Border between ${left} and ${right}`}
            aria-valuemin={start}
            aria-valuemax={start + percentOf(left, right)}
            aria-valuenow={border}
            aria-valuetext={`${left} ${formatPercent(percentOf(left))}, ${right} ${formatPercent(percentOf(right))}`}
            onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
            onPointerMove={({ currentTarget, pointerId, clientX }) => {
              if (currentTarget.hasPointerCapture(pointerId)) moveTo(index, percentAt(track.current!, clientX));
            }}
            onKeyDown={(event) => {
              const step = STEPS[event.key];
              if (step === undefined) return;
              event.preventDefault();
              moveTo(index, border + step);
            }}
          />
        );
      })}
    </div>
  );
}

/** Returns where a pointer is on a track, in whole percent. */
function percentAt(track: Element, x: number): number {
  const { left, right, width } = track.getBoundingClientRect();
  const isMirrored = getComputedStyle(track).direction === 'rtl';
  return Math.round(((isMirrored ? right - x : x - left) / width) * 100);
}
