import type { JSX } from 'preact';
import { formatDateTime, formatRelative } from '../lib/format.ts';

/** An instant, relative to now. Its title has the date. */
export function Time({ at }: { readonly at: string | number | Date }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
      {formatRelative(at)}
    </time>
  );
}
