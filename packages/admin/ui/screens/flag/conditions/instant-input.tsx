import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { formatDateTime } from '../../../lib/format.ts';

/**
 * An instant. `datetime-local` has no zone: it shows the browser's, and the document gets the offset. What the control cannot
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
  const [zone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return (
    <span class="instant">
      <input
        type="datetime-local"
        class="input"
        aria-label={`${label}, in ${zone}`}
        data-field={field}
        value={Number.isNaN(instant) ? '' : localText(new Date(instant))}
        title={Number.isNaN(instant) ? undefined : `${formatDateTime(instant)} ${zone} · ${value}`}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') onChange(withOffset(currentTarget.value));
        }}
      />
      <span class="muted instant-zone">{zone}</span>
    </span>
  );
}

const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');

/** Returns an instant as the browser's clock shows it, as `datetime-local` takes it. */
function localText(date: Date): string {
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Returns a time of the browser's clock with its offset at that time. */
function withOffset(local: string): string {
  const offset = -new Date(local).getTimezoneOffset();
  if (offset === 0) return `${local}:00Z`;
  return `${local}:00${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
