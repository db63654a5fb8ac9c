import { useEffect, useState } from 'preact/hooks';
import { same } from './same.ts';

/** A value that is typed as text. What cannot be read yet stays in the field, and changes nothing. */
interface Parsed {
  readonly text: string;
  readonly invalid: boolean;
  readonly onText: (text: string) => void;
  /** Shows the value as it is written elsewhere. */
  readonly onBlur: () => void;
}

/**
 * Keeps what is typed while it means the value, so that typing is never corrected.
 *
 * @param parse Returns undefined for text that is no value.
 */
export function useParsed<T>(
  value: T | undefined,
  { parse, format }: { readonly parse: (text: string) => T | undefined; readonly format: (value: T) => string },
  onChange: (value: T) => void,
): Parsed {
  const written = value === undefined ? '' : format(value);
  const [text, setText] = useState(written);
  const meant = parse(text);
  useEffect(() => {
    if (!same(meant, value)) setText(written);
  }, [written]);
  return {
    text,
    invalid: meant === undefined && text !== '',
    onText(next) {
      setText(next);
      const parsed = parse(next);
      if (parsed !== undefined && !same(parsed, value)) onChange(parsed);
    },
    onBlur: () => setText(written),
  };
}
