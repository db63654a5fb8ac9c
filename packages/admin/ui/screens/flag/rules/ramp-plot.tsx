import { scaleLinear, scaleTime, scaleUtc } from 'd3-scale';
import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import type { JSX } from 'preact';
import type { Rollout } from '@flagstaff/core';
import { formatDateTime, formatPercent } from '../../../lib/format.ts';
import { isUtc } from '../../../lib/zone.ts';

const WIDTH = 640;
const HEIGHT = 170;
const MARGIN = { top: 12, right: 16, bottom: 24, left: 40 };

/** A percentage from an instant on. */
interface Point {
  readonly at: number;
  readonly percentage: number;
}

/** The share over time, with now marked. The entries beside it say the same as text. */
export default function RampPlot({ rollout }: { readonly rollout: Rollout }): JSX.Element | null {
  const { mode = 'step' } = rollout;
  const points = pointsOf(rollout);
  if (points.length === 0) return null;
  const now = Date.now();
  const ends = [...points.map(({ at }) => at), now];
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const margin = Math.max((last - first) / 10, 3_600_000);
  const x = (isUtc() ? scaleUtc : scaleTime)([first - margin, last + margin], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, 100], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const before: Point = { at: first - margin, percentage: rollout.percentage ?? 0 };
  const path = linePoints(before, points, last + margin, mode);
  const curve = mode === 'linear' ? curveLinear : curveStepAfter;
  const trace =
    line<Point>(
      ({ at }) => x(at),
      ({ percentage }) => y(percentage),
    ).curve(curve)([...path]) ?? '';
  const shade =
    area<Point>(
      ({ at }) => x(at),
      y(0),
      ({ percentage }) => y(percentage),
    ).curve(curve)([...path]) ?? '';
  const format = x.tickFormat(5);
  const text = points.map(({ at, percentage }) => `${formatPercent(percentage)} from ${formatDateTime(at)}`).join(', ');
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`The share over time: ${text}.`}>
      {y.ticks(4).map((value) => (
        <g key={value}>
          <line class="plot-grid" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(value)} y2={y(value)} />
          <text class="plot-label" x={MARGIN.left - 6} y={y(value)} dy="0.32em" text-anchor="end">
            {value}%
          </text>
        </g>
      ))}
      {x.ticks(5).map((date) => (
        <text key={date.getTime()} class="plot-label" x={x(date)} y={HEIGHT - 6} text-anchor="middle">
          {format(date)}
        </text>
      ))}
      <path class="plot-area" d={shade} />
      <path class="plot-line" d={trace} />
      {points.map(({ at, percentage }, index) => (
        <circle key={index} class="plot-point" cx={x(at)} cy={y(percentage)} r="3.5" />
      ))}
      <line class="plot-now" x1={x(now)} x2={x(now)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
      <text class="plot-label plot-now-label" x={x(now) + 4} y={MARGIN.top + 8}>
        now
      </text>
    </svg>
  );
}

/** Returns the entries by date. Those that cannot be read yet are left out. */
function pointsOf({ ramp = [] }: Rollout): readonly Point[] {
  return ramp
    .map(({ at, percentage }) => ({ at: Date.parse(at), percentage }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((one, other) => one.at - other.at);
}

/** Before the first entry the share is fixed, after the last one it stays. A linear ramp jumps to its first entry. */
function linePoints(before: Point, points: readonly Point[], end: number, mode: string): readonly Point[] {
  const [first] = points;
  const jump = mode === 'linear' ? [{ at: first!.at, percentage: before.percentage }] : [];
  return [before, ...jump, ...points, { at: end, percentage: points.at(-1)!.percentage }];
}
