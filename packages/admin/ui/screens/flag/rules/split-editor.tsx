import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Split } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { SplitBar, Variant } from '../../../components/split-bar.tsx';
import { formatPercent, plural } from '../../../lib/format.ts';
import { put } from '../../../lib/put.ts';
import { same } from '../../../lib/same.ts';
import { BucketFields } from './bucket-fields.tsx';
import { evenSplit } from './even-split.ts';
import { evenOut, givingWay, moveWeight, share, sumOf } from './share-rest.ts';
import { Issue } from '../../../findings/issue.tsx';
import { SplitBorders } from './split-borders.tsx';
import { NumberInput } from '../../../components/number-input.tsx';

/**
 * Weights of variants. Their sum may be any number: shares are what counts. A slider keeps the sum: the others give way. A number
 * does so while a variant is locked.
 */
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
  const inSplit = Object.keys(weights);
  const names = [...inSplit, ...variants.filter((name) => !Object.hasOwn(weights, name))];
  const total = sumOf(weights);
  const shareOf = (name: string): number => (total > 0 ? ((weights[name] ?? 0) / total) * 100 : 0);
  const { locked, toggle } = useLocks(inSplit);
  const move = useMove(weights, locked);
  const [said, say] = useState('');
  const set = (next: Split['split']): void => onChange({ ...split, split: next });

  function moveTo(name: string, weight: number): void {
    const next = move(name, weight);
    const sum = sumOf(next);
    const others = givingWay(next, name, locked);
    say(others.map((other) => `${other} ${formatPercent((next[other]! / sum) * 100)}`).join(', '));
    set(next);
  }

  function leaveOut(name: string): void {
    const gone = locked.size > 0 ? moveWeight(weights, name, 0, locked) : weights;
    set(put(gone, name, undefined));
  }

  return (
    <fieldset class="split-editor" data-field="split.split">
      <legend class="visually-hidden">Weights</legend>
      <div class="split-drag">
        <SplitBar variants={variants} shares={inSplit.map((variant) => ({ variant, percentage: shareOf(variant) }))} />
        {total > 0 && <SplitBorders weights={weights} locked={locked} onChange={set} />}
      </div>
      {names.map((name) => {
        const isLocked = locked.has(name);
        const isStuck = isLocked || givingWay(weights, name, locked).length === 0;
        return (
          <div key={name} class="split-row">
            <Variant name={name} variants={variants} />
            <input
              type="range"
              class="rollout-slider"
              min="0"
              max="100"
              step="1"
              aria-label={`Share of ${name}`}
              aria-valuetext={formatPercent(shareOf(name))}
              disabled={isStuck || total <= 0}
              value={shareOf(name)}
              onInput={(event) => moveTo(name, (Number(event.currentTarget.value) / 100) * total)}
            />
            <NumberInput
              aria-label={`Weight of ${name}`}
              value={weights[name]}
              placeholder="none"
              readOnly={locked.size > 0 && isStuck}
              onChange={(weight) => (locked.size > 0 ? moveTo(name, weight) : set(put(weights, name, weight)))}
            />
            <span class="muted split-share">{formatPercent(shareOf(name))}</span>
            {Object.hasOwn(weights, name) && inSplit.length > 1 && (
              <span class="split-actions">
                <Button
                  look="ghost"
                  icon={isLocked ? 'lock' : 'unlock'}
                  label={`Lock ${name}`}
                  aria-pressed={isLocked}
                  onClick={() => toggle(name)}
                />
                <Button look="ghost" icon="x" label={`Leave ${name} out`} onClick={() => leaveOut(name)} />
              </span>
            )}
          </div>
        );
      })}
      <p class="visually-hidden" role="status">
        {said}
      </p>
      <div class="row">
        <span class="muted">
          {total === 100 ? 'The weights add up to 100.' : `The weights add up to ${total}: shares are relative.`}
          {locked.size > 0 && ` ${lockedText(locked.size, inSplit.length)}`}
        </span>
        <Button
          look="ghost"
          onClick={() =>
            locked.size > 0 ? set(evenOut(weights, locked)) : onChange({ ...split, ...evenSplit(inSplit) })
          }
        >
          Make them even
        </Button>
        {total !== 100 && total > 0 && locked.size === 0 && (
          <Button look="ghost" onClick={() => set(share(100, weights, inSplit, 2))}>
            Make them add up to 100
          </Button>
        )}
      </div>
      <Issue path={`${path}.split`} below />
      <BucketFields of="split" value={split} path={path} onChange={onChange} />
    </fieldset>
  );
}

const lockedText = (locked: number, all: number): string =>
  all - locked > 1
    ? `${plural(locked, 'weight')} locked: the others share the rest.`
    : `${plural(locked, 'weight')} locked: nothing is left to share.`;

/** The variants whose weights stay while others are moved. A document has no such thing: the window keeps it. */
function useLocks(inSplit: readonly string[]): {
  readonly locked: ReadonlySet<string>;
  readonly toggle: (name: string) => void;
} {
  const [chosen, choose] = useState<readonly string[]>([]);
  const toggle = (name: string): void =>
    choose(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return { locked: new Set(chosen.filter((name) => inSplit.includes(name))), toggle };
}

/** A variant that is being moved: what it began with, and how far it is. */
interface Move {
  readonly name: string;
  readonly locked: readonly string[];
  readonly from: Split['split'];
  readonly to: Split['split'];
}

/**
 * Returns a function that moves a variant. As long as one variant is moved, the others keep the proportion of its beginning, even
 * where it passes through the end of the scale.
 */
function useMove(
  weights: Split['split'],
  locked: ReadonlySet<string>,
): (name: string, weight: number) => Split['split'] {
  const [last, setLast] = useState<Move>();
  return (name, weight) => {
    const now = { name, locked: [...locked], to: weights };
    const { from = weights, ...before } = last ?? {};
    const start = same(before, now) ? from : weights;
    const to = moveWeight(start, name, weight, locked);
    setLast({ ...now, from: start, to });
    return to;
  };
}
