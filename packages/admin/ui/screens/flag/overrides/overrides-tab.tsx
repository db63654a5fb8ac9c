import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Override } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { TextInput } from '../../../components/field.tsx';
import { formatNumber, plural } from '../../../lib/format.ts';
import { itemId, sameItem } from '../../../lib/item-ids.ts';
import { removeAt, replaceAt } from '../../../lib/lists.ts';
import { useEnvironment } from '../../../session/environment.ts';
import { usePlace, usePlaceField } from '../model/place.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { Issue } from '../../../findings/issue.tsx';
import { DraftPlace } from '../targeting/draft-place.tsx';
import { Part } from '../targeting/part.tsx';
import { PlacePanel } from '../targeting/place-panel.tsx';
import { AddOverrides } from './add-overrides.tsx';
import { OverrideRow } from './override-row.tsx';
import './overrides.css';

/** Overrides that are shown. A flag may have 200,000: the others are found by the search. */
const SHOWN = 50;

/** The subjects that are pinned to a variant in the chosen environment. */
export function OverridesTab(): JSX.Element {
  const [place] = useEnvironment();
  return (
    <DraftPlace name={place}>
      <Overrides />
    </DraftPlace>
  );
}

function Overrides(): JSX.Element {
  const { flag } = usePlace();
  const field = usePlaceField('overrides');
  return (
    <PlacePanel>
      <Part title="Overrides" hint="They decide before the rules, whatever these say." field={field} empty={[]}>
        {(change) => (
          <OverrideList
            overrides={field.value ?? []}
            path={field.path}
            variants={variantNames(flag)}
            onChange={change}
          />
        )}
      </Part>
    </PlacePanel>
  );
}

/** Overrides by subject: searched, edited, added by paste, and cleared when they have expired. */
export function OverrideList({
  overrides,
  path,
  variants,
  onChange,
}: {
  readonly overrides: readonly Override[];
  readonly path: string;
  readonly variants: readonly string[];
  /** Undefined when nothing can be changed. */
  readonly onChange: ((overrides: readonly Override[]) => void) | undefined;
}): JSX.Element {
  const [search, setSearch] = useState('');
  const found = overrides
    .map((override, index) => ({ override, index }))
    .filter(({ override }) => matches(override, search));
  const now = Date.now();
  const isExpired = ({ expires }: Override): boolean => expires !== undefined && Date.parse(expires) <= now;
  const expired = overrides.filter(isExpired).length;
  return (
    <div class="overrides">
      {overrides.length > 10 && (
        <TextInput
          type="search"
          aria-label="Find an override"
          placeholder={`Find among ${formatNumber(overrides.length)}`}
          value={search}
          onInput={setSearch}
        />
      )}
      {overrides.length === 0 && <p class="muted">No override: the rules decide for everyone.</p>}
      <ul class="override-list">
        {found.slice(0, SHOWN).map(({ override, index }) => (
          <OverrideRow
            key={itemId(override)}
            override={override}
            isExpired={isExpired(override)}
            variants={variants}
            onChange={onChange && ((changed) => onChange(replaceAt(overrides, index, sameItem(override, changed))))}
            onRemove={onChange && (() => onChange(removeAt(overrides, index)))}
          />
        ))}
      </ul>
      {found.length > SHOWN && <p class="muted">{plural(found.length - SHOWN, 'other')}. Search to find one.</p>}
      <Issue path={path} below />
      {onChange && (
        <div class="row">
          <AddOverrides variants={variants} onAdd={(added) => onChange(withoutRepeats([...overrides, ...added]))} />
          {expired > 0 && (
            <Button icon="trash" onClick={() => onChange(overrides.filter((each) => !isExpired(each)))}>
              Clear {plural(expired, 'expired override')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const matches = ({ attribute, value, serve }: Override, search: string): boolean =>
  search === '' || `${attribute} ${value} ${serve}`.toLowerCase().includes(search.toLowerCase());

/** The first of a subject applies, so a later one for the same would do nothing: it replaces it instead. */
function withoutRepeats(overrides: readonly Override[]): readonly Override[] {
  const bySubject = new Map(overrides.map((each) => [`${each.attribute}=${each.value}`, each]));
  return [...bySubject.values()];
}
