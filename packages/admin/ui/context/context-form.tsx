import { useEffect, useId, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { EvaluationContext } from '@flagstaff/core';
import { Button } from '../components/button.tsx';
import { Select, TextArea, TextInput } from '../components/field.tsx';
import { same } from '../lib/same.ts';
import { ATTRIBUTE_NAMES } from './attribute-names.tsx';
import { contextOf, parseContext, rowsOf, rowValue } from './context-rows.ts';
import type { ContextRow, RowType } from './context-rows.ts';
import { SavedContexts } from './saved-contexts.tsx';
import './context-form.css';

const NONE: readonly string[] = [];

const TYPES: readonly { readonly value: RowType; readonly label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes / no' },
  { value: 'json', label: 'JSON' },
];

/** A context, as typed rows or as JSON. The browser keeps those that are saved. */
export function ContextForm({
  label,
  hint,
  first = 'userId',
  also = NONE,
  compact = false,
  context,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  /** The attribute to begin with. */
  readonly first?: string;
  /** Attributes that always have a row. */
  readonly also?: readonly string[];
  /** Reads values as conditions do, instead of asking for their types. */
  readonly compact?: boolean;
  readonly context: EvaluationContext;
  /** Called with every context that can be read. */
  readonly onChange: (context: EvaluationContext) => void;
}): JSX.Element {
  const [isJson, setJson] = useState(false);
  return (
    <fieldset class={`context-form ${compact ? 'context-compact' : ''}`} aria-label={label}>
      <div class="context-head">
        <h2 class="grow">{label}</h2>
        <SavedContexts context={context} onChange={onChange} />
        <Button look="ghost" icon={isJson ? 'menu' : 'code'} onClick={() => setJson(!isJson)}>
          {isJson ? 'Form' : 'JSON'}
        </Button>
      </div>
      {hint !== undefined && <p class="muted">{hint}</p>}
      {isJson ? (
        <JsonContext context={context} onChange={onChange} />
      ) : (
        <Rows first={first} also={also} compact={compact} context={context} onChange={onChange} />
      )}
    </fieldset>
  );
}

interface EditorProps {
  readonly context: EvaluationContext;
  readonly onChange: (context: EvaluationContext) => void;
}

function Rows({
  first,
  also,
  compact,
  context,
  onChange,
}: EditorProps & {
  readonly first: string;
  readonly also: readonly string[];
  readonly compact: boolean;
}): JSX.Element {
  const type = compact ? 'auto' : 'text';
  const startingRows = (): readonly ContextRow[] => {
    const rows = rowsOf(context, compact);
    return rows.length === 0 ? [{ name: first, type, text: '' }] : rows;
  };
  const [kept, setRows] = useState(startingRows);
  // A link or the other form may have changed the context.
  useEffect(() => {
    if (!same(contextOf(kept), context)) setRows(startingRows());
  }, [context]);
  const missing = also.filter((name) => !kept.some((row) => row.name === name));
  const rows = [...kept, ...missing.map((name): ContextRow => ({ name, type, text: '' }))];
  const change = (next: readonly ContextRow[]): void => {
    setRows(next);
    onChange(contextOf(next));
  };
  return (
    <>
      {rows.map((row, index) => (
        // Rows have no identity but their place.
        <Row
          key={index}
          row={row}
          onChange={(next) => change(rows.with(index, next))}
          onRemove={() => change(rows.toSpliced(index, 1))}
        />
      ))}
      <Button look="ghost" icon="plus" onClick={() => setRows([...rows, { name: '', type, text: '' }])}>
        Add attribute
      </Button>
    </>
  );
}

function Row({
  row,
  onChange,
  onRemove,
}: {
  readonly row: ContextRow;
  readonly onChange: (row: ContextRow) => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const { name, type, text } = row;
  const id = useId();
  const read = rowValue(row);
  const of = name === '' ? 'the attribute' : name;
  const fault = read.kind === 'fault' ? read.message : undefined;
  return (
    <div class="context-row">
      <TextInput
        mono
        aria-label="Attribute"
        placeholder="attribute"
        spellcheck={false}
        list={ATTRIBUTE_NAMES}
        value={name}
        onInput={(next) => onChange({ ...row, name: next.trim() })}
      />
      {type === 'boolean' ? (
        <Select
          aria-label={`Value of ${of}`}
          value={text}
          options={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          onChange={(next) => onChange({ ...row, text: next })}
        />
      ) : (
        <TextInput
          aria-label={`Value of ${of}`}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : id}
          placeholder={type === 'auto' ? 'missing' : 'value'}
          inputMode={type === 'number' ? 'decimal' : 'text'}
          spellcheck={false}
          mono={type === 'json'}
          value={text}
          onInput={(next) => onChange({ ...row, text: next })}
        />
      )}
      {type !== 'auto' && (
        <Select
          aria-label={`Type of ${of}`}
          value={type}
          options={TYPES}
          onChange={(next) => onChange({ ...row, type: next, text: next === 'boolean' ? 'true' : text })}
        />
      )}
      <Button look="ghost" icon="x" label={`Remove ${of}`} onClick={onRemove} />
      {fault !== undefined && (
        <p id={id} class="field-error">
          {fault}
        </p>
      )}
    </div>
  );
}

function JsonContext({ context, onChange }: EditorProps): JSX.Element {
  const [text, setText] = useState(() => JSON.stringify(context, undefined, 2));
  const id = useId();
  const isValid = parseContext(text) !== undefined;
  return (
    <>
      <TextArea
        mono
        aria-label="Context as JSON"
        aria-invalid={!isValid}
        aria-describedby={isValid ? undefined : id}
        spellcheck={false}
        value={text}
        onInput={(next) => {
          setText(next);
          const parsed = parseContext(next);
          if (parsed !== undefined) onChange(parsed);
        }}
      />
      {!isValid && (
        <p id={id} class="field-error">
          A context is a JSON object, such as {'{ "userId": "u-1" }'}.
        </p>
      )}
    </>
  );
}
