import type { JSX } from 'preact';
import type { ScheduledChange } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { midnightAfter } from '../../../lib/days.ts';
import { itemId, sameItem } from '../../../lib/item-ids.ts';
import { removeAt, replaceAt } from '../../../lib/lists.ts';
import { useEnvironment } from '../../../session/environment.ts';
import { usePlace, usePlaceField } from '../model/place.ts';
import { originOf } from '../model/places.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { Issue } from '../../../findings/issue.tsx';
import { DraftPlace } from '../targeting/draft-place.tsx';
import { Part } from '../targeting/part.tsx';
import { PlacePanel } from '../targeting/place-panel.tsx';
import { differencesOf } from './differences.ts';
import { CHANGE_FIELDS, ScheduleEntry } from './schedule-entry.tsx';
import './schedule.css';

/** The dated changes of the chosen environment. */
export function ScheduleTab(): JSX.Element {
  const [place] = useEnvironment();
  return (
    <DraftPlace name={place}>
      <Schedule />
    </DraftPlace>
  );
}

function Schedule(): JSX.Element {
  const { flag, chain } = usePlace();
  const field = usePlaceField('schedule');
  const { value: schedule = [] } = field;
  const entries = inOrder(schedule);
  const differences = differencesOf(
    entries.map(({ entry }) => entry),
    Object.fromEntries(CHANGE_FIELDS.map(([name]) => [name, originOf(flag, chain, name).value])),
  );
  const variants = variantNames(flag);
  return (
    <PlacePanel>
      <Part
        title="Dated changes"
        hint="Each takes effect at its instant, in every process, by its own clock."
        field={field}
        empty={[]}
      >
        {(change) => (
          <div class="schedule">
            {schedule.length === 0 && <p class="muted">Nothing is scheduled.</p>}
            <ol class="timeline">
              {entries.map(({ entry, index }, place) => (
                <li key={itemId(entry)} class="timeline-entry" data-past={Date.parse(entry.at) <= Date.now()}>
                  <ScheduleEntry
                    entry={entry}
                    differences={differences[place]!}
                    path={`${field.path}[${index}]`}
                    variants={variants}
                    onChange={change && ((changed) => change(replaceAt(schedule, index, sameItem(entry, changed))))}
                    onRemove={() => change?.(removeAt(schedule, index))}
                  />
                </li>
              ))}
            </ol>
            <Issue path={field.path} />
            {change && (
              <Button
                icon="plus"
                onClick={() =>
                  change([
                    ...schedule,
                    { at: midnightAfter(Date.now()), set: { status: 'active' } } satisfies ScheduledChange,
                  ])
                }
              >
                Schedule a change
              </Button>
            )}
          </div>
        )}
      </Part>
    </PlacePanel>
  );
}

/** Entries by date. Of two at one instant, the later one in the list wins, so it stays last. */
function inOrder(
  schedule: readonly ScheduledChange[],
): readonly { readonly entry: ScheduledChange; readonly index: number }[] {
  return schedule
    .map((entry, index) => ({ entry, index }))
    .sort((one, other) => Date.parse(one.entry.at) - Date.parse(other.entry.at));
}
