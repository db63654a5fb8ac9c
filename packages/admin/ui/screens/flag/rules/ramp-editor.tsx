import type { JSX } from 'preact';
import type { RampEntry, RampMode, Rollout } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Select } from '../../../components/field.tsx';
import { DAY_MS } from '../../../lib/days.ts';
import { lazy } from '../../../lib/lazy.tsx';
import { itemId, sameItem } from '../../../lib/item-ids.ts';
import { removeAt, replaceAt } from '../../../lib/lists.ts';
import { InstantInput } from '../../../components/instant-input.tsx';
import { put } from '../../../lib/put.ts';
import { Issue } from '../../../findings/issue.tsx';
import { NumberInput } from '../../../components/number-input.tsx';

const RampPlot = lazy(() => import('./ramp-plot.tsx'));

const MODES: readonly { readonly value: RampMode; readonly label: string }[] = [
  { value: 'step', label: 'At once, at each date' },
  { value: 'linear', label: 'Evenly, from date to date' },
];

/** Dated percentages: as a plot, and as the table that edits it. */
export function RampEditor({
  rollout,
  ramp,
  path,
  onChange,
}: {
  readonly rollout: Rollout;
  readonly ramp: readonly RampEntry[];
  readonly path: string;
  readonly onChange: (rollout: Rollout | undefined) => void;
}): JSX.Element {
  const setRamp = (entries: readonly RampEntry[]): void => {
    if (entries.length > 0) onChange({ ...rollout, ramp: entries });
    else onChange({ percentage: rollout.percentage ?? 0, ...put(put(rollout, 'ramp', undefined), 'mode', undefined) });
  };
  return (
    <div class="ramp">
      <RampPlot rollout={rollout} />
      <Select
        aria-label="How the share rises"
        data-field="rollout.mode"
        value={rollout.mode ?? 'step'}
        options={MODES}
        onChange={(mode) => onChange(put(rollout, 'mode', mode === 'step' ? undefined : mode))}
      />
      <ul class="ramp-entries" data-field="rollout.ramp">
        {ramp.map((entry, index) => {
          const set = (changed: Partial<RampEntry>): void =>
            setRamp(replaceAt(ramp, index, sameItem(entry, { ...entry, ...changed })));
          return (
            <li key={itemId(entry)} class="ramp-entry">
              <InstantInput
                label={`Date of step ${index + 1}`}
                field="rampEntry.at"
                value={entry.at}
                onChange={(at) => set({ at })}
              />
              <NumberInput
                aria-label={`Percentage of step ${index + 1}`}
                data-field="rampEntry.percentage"
                value={entry.percentage}
                onChange={(percentage) => set({ percentage })}
              />
              <span>%</span>
              <Button
                look="ghost"
                icon="x"
                label={`Remove step ${index + 1}`}
                onClick={() => setRamp(removeAt(ramp, index))}
              />
            </li>
          );
        })}
      </ul>
      <Issue path={path} below />
      <Button icon="plus" onClick={() => setRamp([...ramp, nextEntry(ramp)])}>
        Add step
      </Button>
    </div>
  );
}

/** A day after the last one, to everyone. */
function nextEntry(ramp: readonly RampEntry[]): RampEntry {
  const last = Math.max(Date.now(), ...ramp.map(({ at }) => Date.parse(at)).filter((at) => !Number.isNaN(at)));
  return { at: new Date(last + DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z'), percentage: 100 };
}
