import type { JSX } from 'preact';
import type { Rollout } from '@flagstaff/core';
import { BucketStrip } from '../../../components/bucket-strip.tsx';
import { Button } from '../../../components/button.tsx';
import { variantClass } from '../../../components/variant.ts';
import { midnightAfter } from '../../../lib/days.ts';
import { put } from '../../../lib/put.ts';
import { BucketFields } from './bucket-fields.tsx';
import { Issue } from '../../../findings/issue.tsx';
import { MovedText } from './moved-text.tsx';
import { NumberInput } from '../../../components/number-input.tsx';
import { RampEditor } from './ramp-editor.tsx';
import type { RuleEditorProps } from './rule-editor-props.ts';
import { ShareSlider } from './share-slider.tsx';

/** For which share of matching subjects a rule holds: all, a percentage, or one that rises over time. */
export function RolloutEditor({ rule, index, path, variants, onChange }: RuleEditorProps): JSX.Element {
  const { rollout, serve } = rule;
  const set = (next: Rollout | undefined): void => onChange(put(rule, 'rollout', next));
  const percentage = rollout === undefined ? 100 : (rollout.percentage ?? 0);
  const setPercentage = (value: number): void => set({ ...rollout, percentage: value });
  const served = typeof serve === 'string' ? serve : 'the split';
  return (
    <div class="rollout">
      <div class="rollout-share" data-field="rollout.percentage">
        <ShareSlider
          label={rollout?.ramp === undefined ? 'Share in percent' : 'Share in percent before the first step'}
          value={percentage}
          onChange={setPercentage}
        />
        <NumberInput aria-label="Share as a number" value={percentage} onChange={setPercentage} />
        <span>%</span>
      </div>
      <BucketStrip
        label="Subjects by their hash"
        parts={[
          {
            from: 0,
            to: clamp(percentage),
            label: served,
            class: typeof serve === 'string' ? variantClass(variants, serve) : 'variant-1',
          },
        ]}
      />
      <MovedText index={index} />
      <Issue path={path} />
      <Issue path={`${path}.percentage`} />
      {rollout?.ramp !== undefined && (
        <RampEditor rollout={rollout} ramp={rollout.ramp} path={`${path}.ramp`} onChange={set} />
      )}
      <div class="row">
        {rollout?.ramp === undefined && (
          <Button icon="clock" onClick={() => set({ ...rollout, percentage, ramp: firstRamp(percentage) })}>
            Raise it over time
          </Button>
        )}
        {rollout !== undefined && (
          <Button look="ghost" icon="undo" onClick={() => set(undefined)}>
            Everyone who matches
          </Button>
        )}
      </div>
      {rollout !== undefined && <BucketFields of="rollout" value={rollout} path={path} onChange={set} />}
    </div>
  );
}

const clamp = (value: number): number => Math.min(100, Math.max(0, value));

/** Begins with full days: from tomorrow to everyone within a week. */
function firstRamp(percentage: number): NonNullable<Rollout['ramp']> {
  const now = Date.now();
  const start = percentage === 100 ? 0 : percentage;
  return [
    { at: midnightAfter(now), percentage: Math.min(100, start + 10) },
    { at: midnightAfter(now, 7), percentage: 100 },
  ];
}
