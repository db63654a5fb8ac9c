import type { JSX } from 'preact';
import { FilterChip } from '../../components/filter-chip.tsx';
import { Select } from '../../components/field.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { SPAN_OPTIONS } from '../../lib/spans.ts';
import { CHOICES, MINE } from './filters.ts';
import type { FilterName, Filters } from './filters.ts';
import { STATUS_NAMES } from '../../changes/field-names.ts';
import { STATES } from './state.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** The filters with a few choices, each with its labels. The first choice filters nothing. */
const SELECTS: readonly { readonly name: FilterName; readonly label: string; readonly options: readonly Option[] }[] = [
  { name: 'status', label: 'Status', options: labeled('status', 'Any status', Object.values(STATUS_NAMES)) },
  {
    name: 'state',
    label: 'State',
    options: [
      { value: '', label: 'Any state' },
      ...Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
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
  owners,
  onChange,
}: {
  readonly filters: Filters;
  /** The owners of flags that were shown. */
  readonly owners: readonly string[];
  readonly onChange: (changed: { readonly [name in FilterName]?: string | undefined }) => void;
}): JSX.Element {
  return (
    <search class="filters" aria-label="Flags">
      <SearchInput
        label="Search flags"
        placeholder="Search by key, name, owner or tag"
        value={filters.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      <OwnerFilter filters={filters} owners={owners} onChange={onChange} />
      {SELECTS.map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          value={filters[name] ?? ''}
          options={options}
          onChange={(value) => onChange({ [name]: value })}
        />
      ))}
      {filters.tag !== undefined && (
        <FilterChip onRemove={() => onChange({ tag: undefined })}>tag: {filters.tag}</FilterChip>
      )}
    </search>
  );
}

/** An owner, or the caller. One at a time. */
function OwnerFilter({ filters, owners, onChange }: Parameters<typeof FilterBar>[0]): JSX.Element {
  const { owner, mine } = filters;
  const names = owner === undefined || owners.includes(owner) ? owners : [...owners, owner];
  return (
    <Select
      aria-label="Owner"
      value={mine === MINE ? 'mine' : owner === undefined ? '' : `owner ${owner}`}
      options={[
        { value: '', label: 'Any owner' },
        { value: 'mine', label: 'Mine' },
        ...names.toSorted().map((name) => ({ value: `owner ${name}`, label: name })),
      ]}
      onChange={(value) =>
        onChange({
          mine: value === 'mine' ? MINE : undefined,
          owner: value.startsWith('owner ') ? value.slice('owner '.length) : undefined,
        })
      }
    />
  );
}
