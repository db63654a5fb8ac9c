import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import './field.css';

/** Attributes that connect a control with its label, hint and error. */
export interface Control {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** A label, a control, a hint and an error. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** Replaces the hint. */
  readonly error?: string | undefined;
  /** Says so beside the label. */
  readonly optional?: boolean;
  readonly children: (control: Control) => ComponentChildren;
}): JSX.Element {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="field-optional"> optional</span>}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} class={error === undefined ? 'field-hint' : 'field-error'}>
          {note}
        </p>
      )}
    </div>
  );
}

type InputProps = Omit<JSX.IntrinsicElements['input'], 'onInput' | 'value' | 'class'> & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** Set in the font for keys and code. */
  readonly mono?: boolean;
};

/** One line of text. */
export function TextInput({ onInput, mono, ...native }: InputProps): JSX.Element {
  return (
    <input
      type="text"
      autocomplete="off"
      {...native}
      class={`input ${mono ? 'input-mono' : ''}`}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}

type AreaProps = Omit<JSX.IntrinsicElements['textarea'], 'onInput' | 'value'> & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly mono?: boolean;
};

/** Several lines of text. Grows with them. */
export function TextArea({ onInput, mono, ...native }: AreaProps): JSX.Element {
  return (
    <textarea
      rows={3}
      {...native}
      class={`input input-area ${mono ? 'input-mono' : ''}`}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}

type FileProps = Omit<JSX.IntrinsicElements['input'], 'type' | 'onChange' | 'class'> & {
  readonly onFile: (file: File) => void;
};

/** A file of this computer. */
export function FileInput({ onFile, ...native }: FileProps): JSX.Element {
  return (
    <input
      {...native}
      type="file"
      class="input input-file"
      onChange={({ currentTarget: { files } }) => {
        const file = files?.[0];
        if (file !== undefined) onFile(file);
      }}
    />
  );
}

type SelectProps<T extends string> = Omit<
  JSX.IntrinsicElements['select'],
  'onChange' | 'value' | 'children' | 'class'
> & {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
};

/** A choice among a few. */
export function Select<T extends string>({ options, onChange, ...native }: SelectProps<T>): JSX.Element {
  return (
    <select {...native} class="input select" onChange={(event) => onChange(event.currentTarget.value as T)}>
      {options.map(({ value, label }) => (
        <option key={value} value={value} selected={value === native.value}>
          {label}
        </option>
      ))}
    </select>
  );
}
