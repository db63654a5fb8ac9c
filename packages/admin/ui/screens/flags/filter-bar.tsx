import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/field.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import type { FilterName, Filters } from './filters.ts';
import { STATES } from './state.ts';
import './filter-bar.css';

const TYPING_MS = 120;

const ANY = { value: '', label: 'Any state' };
const STATE_OPTIONS = [ANY, ...Object.entries(STATES).map(([value, { label }]) => ({ value, label }))];
const TYPE_OPTIONS = [
  { value: '', label: 'Any type' },
  { value: 'boolean', label: 'Boolean' },
  { value: 'string', label: 'String' },
  { value: 'number', label: 'Number' },
  { value: 'object', label: 'Object' },
];
const SORT_OPTIONS = [
  { value: '', label: 'By key' },
  { value: '-updatedAt', label: 'Last changed' },
  { value: '-createdAt', label: 'Newest' },
];

/** The search and the filters. */
export function FilterBar({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: (changed: { readonly [name in FilterName]?: string | undefined }) => void;
}): JSX.Element {
  const removable = (['tag', 'owner'] as const).filter((name) => filters[name] !== undefined);
  return (
    <search class="filters" aria-label="Flags">
      <SearchInput value={filters.q ?? ''} onChange={(q) => onChange({ q })} />
      <Select
        aria-label="State"
        value={filters.state ?? ''}
        options={STATE_OPTIONS}
        onChange={(state) => onChange({ state })}
      />
      <Select
        aria-label="Type"
        value={filters.type ?? ''}
        options={TYPE_OPTIONS}
        onChange={(type) => onChange({ type })}
      />
      <Select
        aria-label="Order"
        value={filters.sort ?? ''}
        options={SORT_OPTIONS}
        onChange={(sort) => onChange({ sort })}
      />
      {removable.map((name) => (
        <button
          key={name}
          type="button"
          class="filter-chip"
          title="Remove this filter"
          onClick={() => onChange({ [name]: undefined })}
        >
          {name}: {filters[name]}
          <Icon name="x" size={12} />
        </button>
      ))}
    </search>
  );
}

/** Searches while it is typed. */
function SearchInput({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', label: 'Search', run: () => input.current?.focus() }]);
  // The back button or a link may change the URL.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="visually-hidden">Search flags</span>
      <input
        ref={input}
        type="search"
        class="input"
        placeholder="Search by key, name, owner or tag"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
      {text === '' && <kbd>/</kbd>}
    </label>
  );
}
