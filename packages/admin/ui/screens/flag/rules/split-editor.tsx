import type { JSX } from 'preact';
import type { Split } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { SplitBar, Variant } from '../../../components/split-bar.tsx';
import { formatPercent } from '../../../lib/format.ts';
import { put } from '../../../lib/put.ts';
import { BucketFields } from './bucket-fields.tsx';
import { evenSplit } from './even-split.ts';
import { Issue } from '../../../findings/issue.tsx';
import { NumberInput } from '../../../components/number-input.tsx';

/** Weights of variants. Their sum may be any number: shares are what counts. */
export function SplitEditor({
  split,
  path,
  variants,
  onChange,
}: {
  readonly split: Split;
  readonly path: string;
  readonly variants: readonly string[];
  readonly onChange: (split: Split) => void;
}): JSX.Element {
  const weights = split.split;
  const names = [...Object.keys(weights), ...variants.filter((name) => !Object.hasOwn(weights, name))];
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const shareOf = (name: string): number => (total > 0 ? ((weights[name] ?? 0) / total) * 100 : 0);
  const setWeight = (name: string, weight: number | undefined): void =>
    onChange({ ...split, split: put(weights, name, weight) });
  return (
    <fieldset class="split-editor" data-field="split.split">
      <legend class="visually-hidden">Weights</legend>
      <SplitBar
        variants={variants}
        shares={Object.keys(weights).map((variant) => ({ variant, percentage: shareOf(variant) }))}
      />
      {names.map((name) => (
        <div key={name} class="split-row">
          <Variant name={name} variants={variants} />
          <NumberInput
            aria-label={`Weight of ${name}`}
            value={weights[name]}
            placeholder="none"
            onChange={(weight) => setWeight(name, weight)}
          />
          <span class="muted split-share">{formatPercent(shareOf(name))}</span>
          {Object.hasOwn(weights, name) && Object.keys(weights).length > 1 && (
            <Button look="ghost" icon="x" label={`Leave ${name} out`} onClick={() => setWeight(name, undefined)} />
          )}
        </div>
      ))}
      <div class="row">
        <span class="muted">
          {total === 100 ? 'The weights add up to 100.' : `The weights add up to ${total}: shares are relative.`}
        </span>
        <Button look="ghost" onClick={() => onChange({ ...split, ...evenSplit(Object.keys(weights)) })}>
          Make them even
        </Button>
        {total !== 100 && total > 0 && (
          <Button look="ghost" onClick={() => onChange({ ...split, split: toHundred(weights, total) })}>
            Make them add up to 100
          </Button>
        )}
      </div>
      <Issue path={`${path}.split`} below />
      <BucketFields of="split" value={split} path={path} onChange={onChange} />
    </fieldset>
  );
}

/** Scales weights to a sum of 100, in hundredths. The first takes what rounding leaves. */
function toHundred(weights: Split['split'], total: number): Split['split'] {
  const scaled = Object.entries(weights).map(
    ([name, weight]) => [name, Math.round((weight / total) * 10_000) / 100] as const,
  );
  const rest = scaled.slice(1).reduce((sum, [, weight]) => sum + weight, 0);
  return Object.fromEntries(scaled.map(([name, weight], index) => [name, index === 0 ? round(100 - rest) : weight]));
}

const round = (value: number): number => Math.round(value * 100) / 100;
