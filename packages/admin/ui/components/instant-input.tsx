import type { JSX } from 'preact';
import { formatDateTime } from '../lib/format.ts';
import { localText, withOffset } from '../lib/local-time.ts';
import { zoneName } from '../lib/zone.ts';
import './instant-input.css';

/**
 * An instant. `datetime-local` has no zone: it shows the chosen one's, and the document gets the offset. What the control cannot
 * express, such as seconds, stays as it is until it is changed.
 */
export function InstantInput({
  label,
  value,
  field,
  onChange,
}: {
  readonly label: string;
  /** An RFC 3339 date-time with an offset, or a date. */
  readonly value: string;
  /** The field of the schema that this edits. */
  readonly field?: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const instant = Date.parse(value);
  const zone = zoneName();
  return (
    <span class="instant">
      <input
        type="datetime-local"
        class="input"
        aria-label={`${label}, in ${zone}`}
        data-field={field}
        value={Number.isNaN(instant) ? '' : localText(new Date(instant))}
        title={Number.isNaN(instant) ? undefined : `${formatDateTime(instant)} · ${value}`}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') onChange(withOffset(currentTarget.value));
        }}
      />
      <span class="muted instant-zone">{zone}</span>
    </span>
  );
}

/** Keeps the place of an instant that is rendered later. */
export function InstantSpace(): JSX.Element {
  return (
    <span class="instant" aria-hidden="true">
      <span class="input" />
    </span>
  );
}
