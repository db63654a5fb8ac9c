import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { DocumentItem } from '../../api/types.ts';
import { Chip, Tag } from '../../components/chip.tsx';
import { Cell } from '../../components/flag-cell.tsx';
import { Time } from '../../components/time.tsx';
import { pathTo } from '../../lib/paths.ts';
import { BASE } from '../../session/environment.ts';
import { select, useSelected } from './selection.ts';
import { STATES } from './state.ts';

/** Tags of one row. The flag's own page has them all. */
const SHOWN_TAGS = 2;

/** One flag of the list. The link covers the row. */
export function FlagRow({
  item,
  environments,
  shown,
  onTag,
}: {
  readonly item: DocumentItem;
  /** The environments of the columns. */
  readonly environments: readonly string[];
  /** The environment whose state is shown. */
  readonly shown: string;
  readonly onTag: (tag: string) => void;
}): JSX.Element {
  const { key, name, tags = [], variants = [], cells = {}, updatedAt, updatedBy } = item;
  const state = STATES[(cells[shown] ?? cells[BASE])?.state ?? 'active'];
  const selected = useSelected(key);
  return (
    <div class="flag-row" role="row" data-selected={selected}>
      <span role="cell" class="flag-select">
        <label>
          <input
            type="checkbox"
            class="checkbox"
            aria-label={`Select ${key}`}
            checked={selected}
            onChange={(event) => select([item], event.currentTarget.checked)}
          />
        </label>
      </span>
      <span role="rowheader" class="flag-name">
        <Link href={pathTo('flag', { key })} class="flag-link cover mono truncate">
          {key}
        </Link>
        {name !== undefined && <span class="flag-title truncate">{name}</span>}
      </span>
      <span role="cell" class="flag-tags">
        {tags.slice(0, SHOWN_TAGS).map((tag) => (
          <button
            key={tag}
            type="button"
            class="flag-tag"
            title={`Show flags with the tag ${tag}`}
            onClick={() => onTag(tag)}
          >
            <Tag>{tag}</Tag>
          </button>
        ))}
        {tags.length > SHOWN_TAGS && (
          <span class="muted" title={tags.slice(SHOWN_TAGS).join(', ')}>
            +{tags.length - SHOWN_TAGS}
          </span>
        )}
      </span>
      {environments.map((environment) => (
        <span
          key={environment}
          role="cell"
          class={`flag-environment ${environment === shown ? 'flag-environment-shown' : ''}`}
          data-name={environment === BASE ? 'Base' : environment}
        >
          <Cell cell={cells[environment]} variants={variants} />
        </span>
      ))}
      <span role="cell" class="flag-state">
        <Chip tone={state.tone} title={state.reason}>
          {state.label}
        </Chip>
      </span>
      <span role="cell" class="flag-updated muted" title={updatedBy && `by ${updatedBy}`}>
        <Time at={updatedAt} />
      </span>
    </div>
  );
}
