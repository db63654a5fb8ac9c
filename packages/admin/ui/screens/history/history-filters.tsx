import type { JSX } from 'preact';
import { Button } from '../../components/button.tsx';
import { Select, TextInput } from '../../components/field.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { SPAN_OPTIONS } from '../../lib/spans.ts';
import { isDate, NO_FILTERS } from './filters.ts';
import type { Filters, useFilters } from './filters.ts';

const KINDS = [
  { value: '', label: 'Everything' },
  { value: 'flag', label: 'Flags' },
  { value: 'segment', label: 'Segments' },
  { value: 'environment', label: 'Environments' },
];

const SPANS = [{ value: '', label: 'Any time' }, ...SPAN_OPTIONS, { value: 'dates', label: 'Between dates…' }];

/** Who, what and when. */
export function HistoryFilters({
  filters,
  onChange,
  actors,
}: {
  readonly filters: Filters;
  readonly onChange: ReturnType<typeof useFilters>[1];
  /** Who wrote lately. */
  readonly actors: readonly string[];
}): JSX.Element {
  const { actor, kind, document: id, since, until } = filters;
  const isBetween = since?.includes('-') === true || since === 'dates' || until !== undefined;
  const known = actor === undefined || actors.includes(actor) ? actors : [actor, ...actors];
  return (
    <search class="filters" aria-label="Commits">
      <SearchInput
        label="Show the history of a document"
        placeholder="Key of a flag, or segment:key"
        value={id ?? ''}
        onChange={(next) => onChange({ document: next })}
      />
      <Select
        aria-label="By"
        value={actor ?? ''}
        options={[{ value: '', label: 'Anyone' }, ...known.map((name) => ({ value: name, label: name }))]}
        onChange={(next) => onChange({ actor: next })}
      />
      <Select aria-label="Kind" value={kind ?? ''} options={KINDS} onChange={(next) => onChange({ kind: next })} />
      <Select
        aria-label="When"
        value={isBetween ? 'dates' : (since ?? '')}
        options={SPANS}
        onChange={(next) => onChange({ since: next, until: undefined })}
      />
      {isBetween && <Dates since={since} until={until} onChange={onChange} />}
      {Object.keys(filters).length > 0 && (
        <Button look="ghost" icon="x" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </Button>
      )}
    </search>
  );
}

/** The value of an input of type `date`. */
const dateOf = (text: string = ''): string => (isDate(text) ? text : '');

function Dates({
  since,
  until,
  onChange,
}: {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly onChange: ReturnType<typeof useFilters>[1];
}): JSX.Element {
  return (
    <span class="row history-dates">
      <TextInput
        aria-label="From"
        title="From"
        type="date"
        value={dateOf(since)}
        onInput={(next) => onChange({ since: next === '' ? 'dates' : next })}
      />
      <span aria-hidden="true">–</span>
      <TextInput
        aria-label="Until"
        title="Until"
        type="date"
        value={dateOf(until)}
        onInput={(next) => onChange({ until: next })}
      />
    </span>
  );
}
