import type { JSX } from 'preact';
import type { Scalar } from '@flagstaff/core';
import type { OperatorInfo } from '@flagstaff/core/management';
import { TextInput } from '../components/field.tsx';
import { NumberInput } from '../components/number-input.tsx';
import { InstantInput } from '../components/instant-input.tsx';
import { ListEditor } from './list-editor.tsx';
import { ScalarEditor } from './scalar-editor.tsx';

type Operand = Scalar | readonly Scalar[] | undefined;
type OperandKind = OperatorInfo['value'];

/** The value of a condition, by the kind that its operator takes. */
export function OperandEditor({
  kind,
  value,
  onChange,
}: {
  readonly kind: OperandKind;
  readonly value: Operand;
  readonly onChange: (value: Exclude<Operand, undefined>) => void;
}): JSX.Element | null {
  switch (kind) {
    case 'none':
      return null;
    case 'scalar':
      return <ScalarEditor value={first(value)} onChange={onChange} />;
    case 'scalars':
      return <ListEditor label="Values" values={listOf(value)} onChange={onChange} />;
    case 'word or words':
      return <ListEditor label="Networks" values={listOf(value)} textOnly onChange={onChange} />;
    case 'number':
      return (
        <NumberInput aria-label="Value" value={typeof value === 'number' ? value : undefined} onChange={onChange} />
      );
    case 'date':
      return <InstantInput label="Value" value={String(first(value) ?? '')} onChange={onChange} />;
    case 'divisor and remainder': {
      const [divisor, remainder] = listOf(value) as readonly number[];
      return (
        <span class="row">
          <NumberInput aria-label="Divisor" value={divisor} onChange={(number) => onChange([number, remainder ?? 0])} />
          <span>leaves</span>
          <NumberInput
            aria-label="Remainder"
            value={remainder}
            onChange={(number) => onChange([divisor ?? 1, number])}
          />
        </span>
      );
    }
    case 'text':
    case 'word':
    case 'pattern':
    default:
      return (
        <TextInput
          aria-label={kind === 'pattern' ? 'Pattern' : 'Value'}
          mono
          spellcheck={false}
          placeholder={kind === 'pattern' ? '^beta-\\d+$' : ''}
          value={String(first(value) ?? '')}
          onInput={onChange}
        />
      );
  }
}

const listOf = (value: Operand): readonly Scalar[] =>
  Array.isArray(value) ? (value as readonly Scalar[]) : value === undefined || value === '' ? [] : [value as Scalar];

const first = (value: Operand): Scalar | undefined => listOf(value)[0];

/** Returns a value of the kind, as near to another value as possible. */
export function operandFor(kind: OperandKind, value: Operand): Operand {
  const scalar = first(value);
  switch (kind) {
    case 'none':
      return undefined;
    case 'scalar':
      return scalar ?? '';
    case 'scalars':
      return listOf(value);
    case 'word or words':
      return listOf(value).map(String);
    case 'number':
      return Number.isFinite(Number(scalar)) ? Number(scalar ?? 0) : 0;
    case 'date':
      return Number.isNaN(Date.parse(String(scalar))) ? new Date().toISOString().slice(0, 10) : String(scalar);
    case 'divisor and remainder':
      return [10, 0];
    case 'text':
    case 'word':
    case 'pattern':
    default:
      return String(scalar ?? '');
  }
}
