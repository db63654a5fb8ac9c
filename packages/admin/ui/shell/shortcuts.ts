import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { shortcutKeys } from '../session/preferences.ts';

/** A key, or two keys in a row such as `g f`. */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

/** The shortcuts of the screen and the shell, for the help. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds shortcuts while a component is rendered. Later ones win. */
export function useShortcuts(added: readonly Shortcut[], dependencies: readonly unknown[] = []): void {
  useEffect(() => {
    shortcuts.value = [...shortcuts.peek(), ...added];
    return () => {
      shortcuts.value = shortcuts.peek().filter((shortcut) => !added.includes(shortcut));
    };
  }, dependencies);
}

const SEQUENCE_MS = 1_200;
let first: { readonly key: string; readonly at: number } | undefined;

/** Runs the shortcuts. Called once. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (shortcutKeys.value === 'off' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const sequence = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : '';
    const found = findLast(sequence) ?? findLast(event.key);
    first = { key: event.key, at: event.timeStamp };
    if (found === undefined) return;
    first = undefined;
    event.preventDefault();
    found.run();
  });
}

const findLast = (keys: string): Shortcut | undefined => shortcuts.value.findLast((shortcut) => shortcut.keys === keys);

function isTyping({ target }: Event): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || (/^(?:input|textarea|select)$/i.test(target.tagName) && !isCheckable(target)))
  );
}

const isCheckable = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && /^(?:checkbox|radio|range)$/.test(target.type);
