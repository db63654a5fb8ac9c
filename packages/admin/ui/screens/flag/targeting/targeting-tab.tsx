import type { JSX } from 'preact';
import { BASE, useEnvironment } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import { DraftPlace } from './draft-place.tsx';
import { Lane } from './lane.tsx';
import { PlaceEditor } from './place-editor.tsx';
import { TryPanel } from './try-panel.tsx';
import './targeting.css';

/** What the flag does in each environment, and the details of the chosen one. */
export function TargetingTab(): JSX.Element {
  const { environments } = useMe();
  const [chosen, choose] = useEnvironment();
  return (
    <div class="targeting">
      <div class="lanes" role="group" aria-label="Environments">
        {[BASE, ...environments.map(({ key }) => key)].map((place) => (
          <Lane key={place} place={place} current={place === chosen} onChoose={() => choose(place)} />
        ))}
      </div>
      <DraftPlace name={chosen}>
        <div class="targeting-columns">
          <PlaceEditor />
          <TryPanel />
        </div>
      </DraftPlace>
    </div>
  );
}
