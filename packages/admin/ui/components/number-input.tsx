import type { JSX } from 'preact';
import { useParsed } from '../lib/use-parsed.ts';

type Native = Omit<JSX.IntrinsicElements['input'], 'value' | 'onChange' | 'onInput' | 'class' | 'type'>;

/** A number as text: `<input type=number>` refuses a comma in some locales, and loses what it cannot read. */
export function NumberInput({
  value,
  onChange,
  ...native
}: Native & {
  /** Undefined for an empty field. */
  readonly value: number | undefined;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const { text, invalid, onText, onBlur } = useParsed(value, NUMBER, onChange);
  return (
    <input
      {...native}
      type="text"
      inputMode="decimal"
      autocomplete="off"
      class="input input-number"
      aria-invalid={invalid}
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onBlur={onBlur}
    />
  );
}

const NUMBER = {
  format: String,
  parse(text: string): number | undefined {
    const number = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
    return Number.isFinite(number) ? number : undefined;
  },
};
