import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Scalar } from '@flagstaff/core';
import { Button } from '../components/button.tsx';
import { TextArea, TextInput } from '../components/field.tsx';
import { plural } from '../lib/format.ts';
import { removeAt } from '../lib/lists.ts';
import { partsOf } from '../lib/parts-of.ts';
import { scalarOf, scalarText } from '../lib/scalar.ts';
import { useParsed } from '../lib/use-parsed.ts';

/** Values that are shown as chips. A longer list is searched and edited as text. */
const SHOWN = 12;
/** Values of a list that is edited as text: a text field of more would block the page. */
const MAX_TEXT = 5_000;

/** A list of values: typed one by one, or pasted with one in each line. */
export function ListEditor({
  label,
  values,
  textOnly = false,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly Scalar[];
  /** Numbers and true or false stay texts. */
  readonly textOnly?: boolean;
  readonly onChange: (values: readonly Scalar[]) => void;
}): JSX.Element {
  const [text, setText] = useState('');
  const [asText, setAsText] = useState(false);
  const lines = useParsed(
    values,
    {
      format: (list) => list.map(scalarText).join('\n'),
      parse: (typed) => partsOf(typed).map((part) => scalarOf(part, textOnly)),
    },
    onChange,
  );
  const add = (): void => {
    const added = partsOf(text).map((part) => scalarOf(part, textOnly));
    if (added.length > 0) onChange([...values, ...added.filter((value) => !values.includes(value))]);
    setText('');
  };
  return (
    <div class="list-editor">
      {asText ? (
        <TextArea
          aria-label={`${label}, one in each line`}
          mono
          value={lines.text}
          onInput={lines.onText}
          onBlur={lines.onBlur}
        />
      ) : (
        <ul class="list-values" aria-label={label}>
          {values.slice(0, SHOWN).map((value, index) => (
            <li key={scalarText(value)} class="list-value mono">
              {scalarText(value)}
              <button
                type="button"
                class="list-remove"
                aria-label={`Remove ${String(value)}`}
                onClick={() => onChange(removeAt(values, index))}
              >
                ×
              </button>
            </li>
          ))}
          {values.length > SHOWN && <li class="muted">and {plural(values.length - SHOWN, 'other')}</li>}
        </ul>
      )}
      <div class="list-add">
        {!asText && (
          <TextInput
            aria-label={`Add to ${label.toLowerCase()}`}
            placeholder="Add, or paste several"
            value={text}
            onInput={setText}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ',') return;
              event.preventDefault();
              add();
            }}
          />
        )}
        {values.length <= MAX_TEXT && (
          <Button look="ghost" onClick={() => setAsText(!asText)}>
            {asText ? 'As a list' : 'As text'}
          </Button>
        )}
      </div>
    </div>
  );
}
