import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApi } from '../../../api/query.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { BASE, useEnvironment } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import { useDraft } from '../model/draft.ts';
import { DraftPlace } from './draft-place.tsx';
import { shownInstant } from './instant.ts';
import { InstantPlace } from './instant-place.tsx';
import { Lane } from './lane.tsx';
import { versionAt } from './moments.ts';
import { PlaceEditor } from './place-editor.tsx';
import { TimeSlider } from './time-slider.tsx';
import { TryPanel } from './try-panel.tsx';
import './targeting.css';

/** Commits that the slider can reach. */
const MAX_COMMITS = 100;

/** What the flag does in each environment, and the details of the chosen one: now, or at another instant. */
export function TargetingTab(): JSX.Element {
  const { base, settled } = useDraft();
  const { environments, capabilities } = useMe();
  const [chosen, choose] = useEnvironment();
  const { data } = useApi(
    'GET /{kind}/{key}/history',
    { params: { kind: 'flags', key: base.value.flag.key }, query: { limit: MAX_COMMITS } },
    { enabled: capabilities.history },
  );
  const commits = data?.data.items ?? [];
  useEffect(() => () => void (shownInstant.value = undefined), []);
  const at = shownInstant.value;
  const isPast = at !== undefined && at < Date.now();
  // Now, each place reads the draft by itself, so that an edit does not render all of them.
  const shown = at === undefined ? undefined : isPast ? versionAt(commits, at) : settled.value;
  const inPlace = (name: string, content: JSX.Element): JSX.Element =>
    shown === undefined || at === undefined ? (
      <DraftPlace key={name} name={name}>
        {content}
      </DraftPlace>
    ) : (
      <InstantPlace key={name} flag={shown} name={name} at={at}>
        {content}
      </InstantPlace>
    );
  return (
    <div class="targeting">
      <TimeSlider commits={commits} />
      {isPast && shown === undefined ? (
        <EmptyState icon="clock" title="The flag did not exist then">
          Or the history does not reach back that far.
        </EmptyState>
      ) : (
        <>
          <div class="lanes" role="group" aria-label="Environments" data-field="flag.environments">
            {[BASE, ...environments.map(({ key }) => key)].map((place) =>
              inPlace(place, <Lane current={place === chosen} onChoose={() => choose(place)} />),
            )}
          </div>
          {inPlace(
            chosen,
            <div class="targeting-columns">
              <PlaceEditor />
              <TryPanel />
            </div>,
          )}
        </>
      )}
    </div>
  );
}
