import { signal, useComputed } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DocumentItem } from '../../api/types.ts';

/** The selected flags, by key. */
export const selection = signal<ReadonlyMap<string, DocumentItem>>(new Map());

/** Returns whether a flag is selected, as a signal: the row that shows it is not rendered again. */
export const useSelected = (key: string): ReadonlySignal<boolean> => useComputed(() => selection.value.has(key));

/** Adds flags to the selection, or removes them. */
export function select(items: readonly DocumentItem[], selected: boolean): void {
  const next = new Map(selection.value);
  for (const item of items) {
    if (selected) next.set(item.key, item);
    else next.delete(item.key);
  }
  selection.value = next;
}

export function clearSelection(): void {
  selection.value = new Map();
}
