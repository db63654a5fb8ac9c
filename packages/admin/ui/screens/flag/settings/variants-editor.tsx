import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagType, JsonValue } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { TextArea, TextInput } from '../../../components/field.tsx';
import { Variant } from '../../../components/split-bar.tsx';
import { useDraft } from '../model/draft.ts';
import { put } from '../../../lib/put.ts';
import { variantsOf } from '../../../lib/variants-of.ts';
import { Issue } from '../../../findings/issue.tsx';
import { NumberInput } from '../../../components/number-input.tsx';
import { useParsed } from '../../../lib/use-parsed.ts';

const NEW: { readonly [type in FlagType]: JsonValue } = { boolean: true, string: '', number: 0, object: {} };

/** The values that the flag can have, by name. A name cannot change: programs and statistics know it. */
export function VariantsEditor(): JSX.Element {
  const { flag, edit } = useDraft();
  const [name, setName] = useState('');
  const { type, variants } = flag.value;
  const values = variantsOf(flag.value);
  const names = Object.keys(values);
  const set = (variant: string, value: JsonValue | undefined): void =>
    edit((before) => ({ ...before, variants: put(variantsOf(before), variant, value) }));
  return (
    <div class="stack-tight" data-field="flag.variants">
      <p class="muted">
        {type === 'boolean' && variants === undefined
          ? 'Every boolean flag has these.'
          : `Values of type ${type}, by name.`}
      </p>
      <ul class="stack-tight">
        {names.map((variant) => (
          <li key={variant} class="setting-row">
            <Variant name={variant} variants={names} />
            <ValueEditor
              name={variant}
              type={type}
              value={values[variant]!}
              onChange={(value) => set(variant, value)}
            />
            {type !== 'boolean' && names.length > 1 && (
              <Button look="ghost" icon="x" label={`Remove ${variant}`} onClick={() => set(variant, undefined)} />
            )}
          </li>
        ))}
      </ul>
      {type !== 'boolean' && (
        <div class="row">
          <TextInput aria-label="Name of a new variant" mono placeholder="name" value={name} onInput={setName} />
          <Button
            icon="plus"
            disabled={name.trim() === '' || names.includes(name.trim())}
            onClick={() => {
              set(name.trim(), type === 'string' ? name.trim() : NEW[type]);
              setName('');
            }}
          >
            Add variant
          </Button>
        </div>
      )}
      <Issue path="$.variants" below />
    </div>
  );
}

const JSON_TEXT = {
  format: (value: JsonValue) => JSON.stringify(value, undefined, 2),
  parse(text: string): JsonValue | undefined {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      return undefined;
    }
  },
};

function ValueEditor({
  name,
  type,
  value,
  onChange,
}: {
  readonly name: string;
  readonly type: FlagType;
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
}): JSX.Element {
  const json = useParsed<JsonValue>(value, JSON_TEXT, onChange);
  const label = `Value of ${name}`;
  if (type === 'boolean') return <code>{JSON.stringify(value)}</code>;
  if (type === 'string' && typeof value === 'string')
    return <TextInput aria-label={label} mono value={value} onInput={onChange} />;
  if (type === 'number' && typeof value === 'number')
    return <NumberInput aria-label={label} value={value} onChange={onChange} />;
  return (
    <TextArea
      aria-label={`${label}, as JSON`}
      aria-invalid={json.invalid}
      mono
      spellcheck={false}
      value={json.text}
      onInput={json.onText}
    />
  );
}
