import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Override } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Dialog, DismissButton } from '../../../components/dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../../../components/field.tsx';
import { plural } from '../../../lib/format.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';

/** Adds one override, or as many as are pasted. */
export function AddOverrides({
  variants,
  onAdd,
}: {
  readonly variants: readonly string[];
  readonly onAdd: (overrides: readonly Override[]) => void;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        Add overrides
      </Button>
      {open && <AddDialog variants={variants} onAdd={onAdd} onClose={() => setOpen(false)} />}
    </>
  );
}

function AddDialog({
  variants,
  onAdd,
  onClose,
}: {
  readonly variants: readonly string[];
  readonly onAdd: (overrides: readonly Override[]) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const [attribute, setAttribute] = useState('userId');
  const [serve, setServe] = useState(variants[0] ?? '');
  const [text, setText] = useState('');
  const values = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  return (
    <Dialog
      title="Pin subjects to a variant"
      onClose={onClose}
      footer={
        <>
          <DismissButton>Cancel</DismissButton>
          <Button look="primary" type="submit" form="add-overrides" disabled={values.length === 0}>
            {values.length === 0 ? 'Add' : `Add ${plural(values.length, 'override')}`}
          </Button>
        </>
      }
    >
      <form
        id="add-overrides"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onAdd(values.map((value) => ({ attribute, value, serve })));
          onClose();
        }}
      >
        <div class="field-pair">
          <Field label="Attribute" hint="What identifies them.">
            {(control) => (
              <TextInput {...control} mono required list={ATTRIBUTE_NAMES} value={attribute} onInput={setAttribute} />
            )}
          </Field>
          <Field label="Variant">
            {(control) => (
              <Select
                {...control}
                value={serve}
                options={variants.map((name) => ({ value: name, label: name }))}
                onChange={setServe}
              />
            )}
          </Field>
        </div>
        <Field label="Values" hint="One, or several: separated by lines, spaces or commas.">
          {(control) => <TextArea {...control} data-focus mono value={text} onInput={setText} />}
        </Field>
      </form>
    </Dialog>
  );
}
