import type { JSX } from 'preact';
import { FilterChip } from '../../components/filter-chip.tsx';
import { Select } from '../../components/field.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { SPAN_OPTIONS } from '../../lib/spans.ts';
import { CHOICES, MINE } from './filters.ts';
import type { FilterName, Filters } from './filters.ts';
import { STATES } from './state.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** The filters with a few choices, each with its labels. The first choice filters nothing. */
const SELECTS: readonly { readonly name: FilterName; readonly label: string; readonly options: readonly Option[] }[] = [
  {
    name: 'state',
    label: 'State',
    options: [
      { value: '', label: 'Any state' },
      ...Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
    ],
  },
  {
    name: 'mine',
    label: 'Owner',
    options: [
      { value: '', label: 'Any owner' },
      { value: MINE, label: 'Mine' },
    ],
  },
  { name: 'type', label: 'Type', options: labeled('type', 'Any type', ['Boolean', 'String', 'Number', 'Object']) },
  {
    name: 'changed',
    label: 'Changed',
    options: [{ value: '', label: 'Any time' }, ...SPAN_OPTIONS],
  },
  { name: 'sort', label: 'Order', options: labeled('sort', 'By key', ['Last changed', 'Newest']) },
];

function labeled(name: keyof typeof CHOICES, first: string, labels: readonly string[]): readonly Option[] {
  return [{ value: '', label: first }, ...CHOICES[name].map((value, index) => ({ value, label: labels[index]! }))];
}

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
      <SearchInput
        label="Search flags"
        placeholder="Search by key, name, owner or tag"
        value={filters.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      {SELECTS.map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          value={filters[name] ?? ''}
          options={options}
          // One owner at a time.
          onChange={(value) => onChange({ ...(name === 'mine' ? { owner: undefined } : {}), [name]: value })}
        />
      ))}
      {removable.map((name) => (
        <FilterChip key={name} onRemove={() => onChange({ [name]: undefined })}>
          {name}: {filters[name]}
        </FilterChip>
      ))}
    </search>
  );
}
