import type { JSX } from 'preact';
import { formatPercent } from '../lib/format.ts';
import './bucket-strip.css';

/** A range of the bucketing space. */
export interface StripPart {
  /** 0 to 100, inclusive. */
  readonly from: number;
  /** 0 to 100, exclusive. */
  readonly to: number;
  readonly label: string;
  /** A class of `variantClass`. Omit for a range that gets nothing. */
  readonly class?: string | undefined;
}

/** A subject's place in the space. */
export interface StripTick {
  /** 0 to 100. */
  readonly at: number;
  readonly label: string;
}

/** The bucketing space from 0 to 100 %: who is where, and what each range gets. */
export function BucketStrip({
  parts,
  ticks = [],
  label,
}: {
  readonly parts: readonly StripPart[];
  readonly ticks?: readonly StripTick[];
  readonly label: string;
}): JSX.Element {
  const ranges = parts.map((part) => `${part.label}: ${formatPercent(part.from)} to ${formatPercent(part.to)}`);
  const places = ticks.map((tick) => `${tick.label} at ${formatPercent(tick.at)}`);
  return (
    <div class="strip" role="img" aria-label={`${label}. ${[...ranges, ...places].join('; ')}.`}>
      <div class="strip-space">
        {parts.map(({ from, to, label: text, class: name = 'variant-none' }) => (
          <span
            key={`${from}-${text}`}
            class={`strip-part ${name}`}
            title={`${text}: ${formatPercent(from)} to ${formatPercent(to)}`}
            style={{ insetInlineStart: `${from}%`, inlineSize: `${to - from}%` }}
          />
        ))}
        {ticks.map(({ at, label: text }) => (
          <span key={text} class="strip-tick" title={text} style={{ insetInlineStart: `${at}%` }} />
        ))}
      </div>
      <div class="strip-axis" aria-hidden="true">
        {[0, 25, 50, 75, 100].map((value) => (
          <span key={value}>{value}%</span>
        ))}
      </div>
    </div>
  );
}
