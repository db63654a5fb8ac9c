import { signal } from '@preact/signals';
import type { DocumentItem } from '../../api/types.ts';

/** The selected flags, by key. */
const selection = signal<ReadonlyMap<string, DocumentItem>>(new Map());

export const isSelected = (key: string): boolean => selection.value.has(key);

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
