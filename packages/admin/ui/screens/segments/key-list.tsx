import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Button } from '../../components/button.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { formatNumber, plural } from '../../lib/format.ts';
import { keysIn } from './keys-in.ts';

/** Keys that are shown. The others are found by their text. */
const SHOWN = 20;

type Key = string | number;

/** A list of values: pasted, searched, and removed one by one. Never all of a long one. */
export function KeyList({
  label,
  field,
  keys,
  onChange,
}: {
  readonly label: string;
  /** The field of the schema that this edits. */
  readonly field: string;
  readonly keys: readonly Key[];
  readonly onChange: (keys: readonly Key[]) => void;
}): JSX.Element {
  const [text, setText] = useState('');
  const typed = keysIn(text);
  const known = new Set(keys.map(String));
  const added = typed.filter((key) => !known.has(key));
  const present = typed.filter((key) => known.has(key));
  const add = (): void => {
    onChange([...keys, ...added]);
    setText('');
  };
  return (
    <div class="key-list">
      <h3>
        {label} <span class="muted">{formatNumber(keys.length)}</span>
      </h3>
      {keys.length > 0 && (
        <ul class="keys">
          {keys.slice(0, SHOWN).map((key) => (
            <li key={key} class="key mono">
              <span class="truncate">{key}</span>
              <Button
                look="ghost"
                icon="x"
                label={`Remove ${key}`}
                onClick={() => onChange(keys.filter((each) => each !== key))}
              />
            </li>
          ))}
          {keys.length > SHOWN && <li class="muted">and {formatNumber(keys.length - SHOWN)} more</li>}
        </ul>
      )}
      <Field
        label={`Add to or look up in “${label.toLowerCase()}”`}
        hint="Type or paste: one per line, or with commas."
      >
        {(control) => (
          <TextArea {...control} data-field={field} mono rows={1} spellcheck={false} value={text} onInput={setText} />
        )}
      </Field>
      {typed.length > 0 && (
        <div class="row">
          {added.length > 0 && <Button onClick={add}>Add {plural(added.length, 'value')}</Button>}
          {present.length > 0 && (
            <>
              <span class="secondary">
                {present.length === 1 ? `${present[0]!} is in the list.` : `${present.length} are in the list.`}
              </span>
              <Button
                onClick={() => {
                  const removed = new Set(present);
                  onChange(keys.filter((key) => !removed.has(String(key))));
                  setText('');
                }}
              >
                Remove {plural(present.length, 'value')}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
