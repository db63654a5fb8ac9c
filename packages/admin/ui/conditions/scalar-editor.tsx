import type { JSX } from 'preact';
import type { Scalar } from '@flagstaff/core';
import { Select, TextInput } from '../components/field.tsx';
import { NumberInput } from '../components/number-input.tsx';

type ScalarType = 'text' | 'number' | 'true or false';

const TYPES: readonly { readonly value: ScalarType; readonly label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'true or false', label: 'true/false' },
];

/** A text, a number, or true or false. Nothing is converted in a check, so the type matters: 42 is not "42". */
export function ScalarEditor({
  value = '',
  onChange,
}: {
  readonly value: Scalar | undefined;
  readonly onChange: (value: Scalar) => void;
}): JSX.Element {
  const type: ScalarType = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'true or false';
  return (
    <span class="scalar">
      {typeof value === 'string' && <TextInput aria-label="Value" value={value} onInput={onChange} />}
      {typeof value === 'number' && <NumberInput aria-label="Value" value={value} onChange={onChange} />}
      {typeof value === 'boolean' && (
        <Select
          aria-label="Value"
          value={String(value)}
          options={['true', 'false'].map((word) => ({ value: word, label: word }))}
          onChange={(word) => onChange(word === 'true')}
        />
      )}
      <Select
        aria-label="Type of the value"
        value={type}
        options={TYPES}
        onChange={(next) => onChange(converted(value, next))}
      />
    </span>
  );
}

function converted(value: Scalar, type: ScalarType): Scalar {
  if (type === 'text') return String(value);
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : 0;
  return value === 'true' || value === true || value === 1;
}
