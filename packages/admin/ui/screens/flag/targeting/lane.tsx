import type { JSX } from 'preact';
import { nameOfPlace } from '../../../changes/field-names.ts';
import { Chip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Switch } from '../../../components/switch.tsx';
import { formatDateTime, formatDay } from '../../../lib/format.ts';
import { BASE } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import { usePlace } from '../model/place.ts';
import { originOf, patchOf, replacedAt, withField } from '../model/places.ts';
import { Outcome } from './outcome.tsx';

/** One environment: whether the flag is on there, what it serves, and what is its own. */
export function Lane({ current, onChoose }: { readonly current: boolean; readonly onChoose: () => void }): JSX.Element {
  const { flag, name: place, chain, locked, edit } = usePlace();
  const { environments } = useMe();
  const { value: status = 'active', from } = originOf(flag, chain, 'status');
  const until = replacedAt(flag, chain, 'status', Date.now());
  const isInherited = chain.length > 0 && from !== place;
  const environment = environments.find(({ key }) => key === place);
  return (
    <section class="lane" data-current={current} data-inherited={isInherited} aria-label={nameOfPlace(place)}>
      <button type="button" class="lane-name" aria-pressed={current} onClick={onChoose}>
        <span class="truncate">{place === BASE ? 'All environments' : place}</span>
        {environment?.protected && <Icon name="lock" size={13} />}
      </button>
      <div class="lane-switch" data-field={place === BASE ? 'flag.status' : 'patch.status'}>
        {status === 'archived' ? (
          <Chip>Archived</Chip>
        ) : (
          <Switch
            size="large"
            hideLabel
            label={`${flag.key} in ${nameOfPlace(place)}`}
            checked={status === 'active'}
            disabled={locked !== undefined}
            onChange={(on) => edit((before) => withField(before, place, 'status', on ? 'active' : 'inactive'))}
          />
        )}
        {isInherited && (
          <span class="lane-from muted" title={`From ${nameOfPlace(from)}`}>
            inherited
          </span>
        )}
        {until !== undefined && (
          <span class="lane-from muted" title={`A dated change replaces it on ${formatDateTime(until)}`}>
            until {formatDay(until)}
          </span>
        )}
        {!isInherited && chain.length > 0 && locked === undefined && (
          <button
            type="button"
            class="lane-reset"
            onClick={() => edit((before) => withField(before, place, 'status', undefined))}
          >
            Inherit
          </button>
        )}
      </div>
      <Outcome flag={flag} chain={chain} />
      {(chain.length > 0 || place === BASE) && (
        <p class="lane-own muted">{ownText(place, environment?.parent, Object.keys(patchOf(flag, place)))}</p>
      )}
    </section>
  );
}

/** Says what an environment inherits, and what it has of its own. */
function ownText(place: string, parent: string | undefined, own: readonly string[]): string {
  if (place === BASE) return 'What environments inherit';
  if (own.length === 0) return parent === undefined ? 'Inherits everything' : `Inherits from ${parent}`;
  return `Own ${own.join(', ')}`;
}
