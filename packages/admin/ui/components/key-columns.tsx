import type { JSX } from 'preact';
import './key-columns.css';

/** Keys that are shown. */
const SHOWN = 50;

/** The keys of the documents that a dialog is about. */
export function KeyColumns({ keys }: { readonly keys: readonly string[] }): JSX.Element {
  return (
    <ul class="key-columns">
      {keys.slice(0, SHOWN).map((key) => (
        <li key={key} class="mono">
          {key}
        </li>
      ))}
      {keys.length > SHOWN && <li class="muted">and {keys.length - SHOWN} more</li>}
    </ul>
  );
}
