import { useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ShownCommit } from '../../../../src/client.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { usePainted } from '../../../lib/after-paint.ts';
import { InstantInput, InstantSpace } from '../../../components/instant-input.tsx';
import { useDraft } from '../model/draft.ts';
import { shownInstant } from './instant.ts';
import { momentsOf } from './moments.ts';
import type { Moment } from './moments.ts';

/** Chooses the instant that the flag is shown at: it stops at each past change and each scheduled one. */
export function TimeSlider({ commits }: { readonly commits: readonly ShownCommit[] }): JSX.Element {
  const { settled } = useDraft();
  // The first control of a page for dates takes a browser longer than the rest of the tab.
  const isPainted = usePainted();
  const moments = useMemo(() => momentsOf(settled.value, commits, Date.now()), [settled.value, commits]);
  const at = shownInstant.value;
  const current = indexAt(moments, at);
  const moment = moments[current]!;
  const text = at === undefined ? 'Now' : `${formatDateTime(at)}${moment.at === at ? `: ${moment.label}` : ''}`;
  return (
    <div class="time-bar" data-travel={at !== undefined} role="group" aria-label="Time">
      <Icon name="clock" />
      <div class="time-track">
        <input
          type="range"
          class="rollout-slider"
          min="0"
          max={moments.length - 1}
          step="1"
          aria-label="Show the flag as it was and as it will be"
          aria-valuetext={text}
          value={current}
          onInput={(event) => show(moments[Number(event.currentTarget.value)]!)}
        />
        <div class="time-stops" aria-hidden="true">
          {moments.map(({ at: instant, kind }, index) => (
            <span
              key={`${instant} ${index}`}
              class={`time-stop time-${kind}`}
              style={{ insetInlineStart: `${moments.length === 1 ? 50 : (index / (moments.length - 1)) * 100}%` }}
            />
          ))}
        </div>
      </div>
      <p class="time-text" role="status">
        {text}
      </p>
      {isPainted ? (
        <InstantInput
          label="Another instant"
          value={at === undefined ? '' : new Date(at).toISOString()}
          onChange={(value) => (shownInstant.value = Date.parse(value))}
        />
      ) : (
        <InstantSpace />
      )}
      {at !== undefined && <Button onClick={() => (shownInstant.value = undefined)}>Back to now</Button>}
    </div>
  );
}

function show({ at, kind }: Moment): void {
  shownInstant.value = kind === 'now' ? undefined : at;
}

/** Returns the last moment that is not after an instant. */
function indexAt(moments: readonly Moment[], at: number | undefined): number {
  if (at === undefined) return moments.findIndex(({ kind }) => kind === 'now');
  return Math.max(
    0,
    moments.findLastIndex((moment) => moment.at <= at),
  );
}
