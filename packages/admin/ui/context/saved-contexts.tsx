import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { EvaluationContext } from '@flagstaff/core';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field, TextInput } from '../components/field.tsx';
import { forget, recall, remember } from '../lib/kept-drafts.ts';
import { useMaySomewhere, useMe } from '../session/me.ts';
import { Audience } from './audience.tsx';
import { ContextButton } from './context-button.tsx';

/** A context that the browser keeps, by the name that it was given. */
interface Saved {
  readonly name: string;
  readonly context: EvaluationContext;
}

const STORE = 'contexts';
const saved = signal<readonly Saved[]>(recall<null, readonly Saved[]>(STORE)?.draft ?? []);

function keep(next: readonly Saved[]): void {
  saved.value = next;
  if (next.length === 0) forget(STORE);
  else remember(STORE, { base: null, draft: next });
}

/** A button that opens the saved contexts and the application's users: to use one, to remove one, or to save this one. */
export function SavedContexts(props: {
  readonly context: EvaluationContext;
  readonly onChange: (context: EvaluationContext) => void;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="ghost" icon="user" onClick={() => setOpen(true)}>
        Pick
      </Button>
      {isOpen && <SavedDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function SavedDialog({
  context,
  onChange,
  onClose,
}: {
  readonly context: EvaluationContext;
  readonly onChange: (context: EvaluationContext) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const [name, setName] = useState('');
  const named = name.trim();
  const isEmpty = Object.keys(context).length === 0;
  const { audience } = useMe();
  const { allowed } = useMaySomewhere('write');
  function pick(picked: EvaluationContext): void {
    onChange(picked);
    onClose();
  }
  return (
    <Dialog title="Contexts" onClose={onClose}>
      {saved.value.length === 0 && (
        <p class="secondary">
          Save the users that you ask for again and again. This browser keeps them, and nothing is sent.
        </p>
      )}
      {saved.value.length > 0 && (
        <ul class="saved-contexts">
          {saved.value.map((each) => (
            <li key={each.name}>
              <ContextButton {...each} current={context} onPick={pick} />
              <Button
                look="ghost"
                icon="x"
                label={`Remove ${each.name}`}
                onClick={() => keep(saved.value.filter((other) => other !== each))}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        class="saved-add"
        onSubmit={(event) => {
          event.preventDefault();
          keep([...saved.value.filter((other) => other.name !== named), { name: named, context }]);
          setName('');
        }}
      >
        <Field
          label="Save this context as"
          hint={isEmpty ? 'It has no attributes yet.' : <code class="saved-text">{JSON.stringify(context)}</code>}
        >
          {(control) => (
            <TextInput
              {...control}
              data-focus
              maxLength={80}
              placeholder="A customer in Canada"
              value={name}
              onInput={setName}
            />
          )}
        </Field>
        <Button type="submit" disabled={named === '' || isEmpty}>
          {saved.value.some((other) => other.name === named) ? 'Replace' : 'Save'}
        </Button>
      </form>
      {audience && allowed && <Audience current={context} onPick={pick} />}
    </Dialog>
  );
}
