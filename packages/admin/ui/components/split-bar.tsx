import type { JSX } from 'preact';
import { formatPercent } from '../lib/format.ts';
import { variantClass } from './variant.ts';
import './split-bar.css';

/** A part of a bar. */
export interface Share {
  readonly variant: string;
  /** 0 to 100. */
  readonly percentage: number;
}

/** What share of subjects gets which variant. With a legend, or as a small bar whose label says the same. */
export function SplitBar({
  shares,
  variants,
  small,
}: {
  readonly shares: readonly Share[];
  /** All variants of the flag in their order, which gives them their colors. */
  readonly variants: readonly string[];
  readonly small?: boolean;
}): JSX.Element {
  const text = shares.map(({ variant, percentage }) => `${variant} ${formatPercent(percentage)}`).join(', ');
  return (
    <div class={`split ${small ? 'split-small' : ''}`}>
      <div class="split-bar" role="img" aria-label={text} title={small ? text : undefined}>
        {shares.map(({ variant, percentage }) => (
          <span
            key={variant}
            class={`split-part ${variantClass(variants, variant)}`}
            style={{ flexGrow: percentage }}
          />
        ))}
      </div>
      {!small && (
        <ul class="split-legend">
          {shares.map(({ variant, percentage }) => (
            <li key={variant}>
              <span class={`swatch ${variantClass(variants, variant)}`} aria-hidden="true" />
              <span>{variant}</span>
              <span class="muted">{formatPercent(percentage)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A variant's name with its color. */
export function Variant({
  name,
  variants,
}: {
  readonly name: string;
  readonly variants: readonly string[];
}): JSX.Element {
  return (
    <span class="variant">
      <span class={`swatch ${variantClass(variants, name)}`} aria-hidden="true" />
      {name}
    </span>
  );
}
