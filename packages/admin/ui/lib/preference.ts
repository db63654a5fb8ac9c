import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

/** A choice that this browser remembers. Without storage, it lasts as long as the page. */
export function preference<T extends string>(name: string, values: readonly T[]): Signal<T> {
  const key = `flagstaff.${name}`;
  const stored = read(key) as T | null;
  const choice = signal<T>(stored !== null && values.includes(stored) ? stored : values[0]!);
  effect(() => write(key, choice.value));
  return choice;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden.
  }
}
