import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import { InstantInput } from '../../../components/instant-input.tsx';
import { midnightAfter } from '../../../lib/days.ts';

/** Chooses when changes take effect: as they are saved, or at an instant. */
export function WhenField({
  at,
  against,
  onChange,
}: {
  /** Undefined: as they are saved. */
  readonly at: string | undefined;
  /** Why they cannot wait for an instant. Empty when they can. */
  readonly against: readonly string[];
  readonly onChange: (at: string | undefined) => void;
}): JSX.Element {
  const id = useId();
  const isPast = at !== undefined && Date.parse(at) <= Date.now();
  const notes = isPast ? ['Choose an instant that is still to come.'] : against;
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">Takes effect</legend>
      <div class="save-when">
        <label class="save-choice">
          <input type="radio" name={id} checked={at === undefined} onChange={() => onChange(undefined)} />
          As soon as it is saved
        </label>
        <label class="save-choice">
          <input
            type="radio"
            name={id}
            checked={at !== undefined}
            disabled={against.length > 0}
            aria-describedby={notes.length > 0 ? `${id}-notes` : undefined}
            onChange={() => onChange(midnightAfter(Date.now()))}
          />
          On a date
        </label>
        {at !== undefined && <InstantInput label="Date it takes effect" value={at} onChange={onChange} />}
      </div>
      {notes.length > 0 && (
        <ul id={`${id}-notes`} class={isPast ? 'field-error' : 'field-hint'}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
