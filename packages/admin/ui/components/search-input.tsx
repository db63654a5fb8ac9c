import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import './search-input.css';

const TYPING_MS = 120;

/** A search that follows typing. `/` focuses it. */
export function SearchInput({
  label,
  placeholder,
  value,
  onChange,
  list,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The id of a `datalist`. */
  readonly list?: string;
}): JSX.Element {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', label: 'Search', run: () => input.current?.focus() }]);
  // The back button or a link may change the value.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="visually-hidden">{label}</span>
      <input
        ref={input}
        type="search"
        class="input"
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        list={list}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
      {text === '' && <kbd>/</kbd>}
    </label>
  );
}
