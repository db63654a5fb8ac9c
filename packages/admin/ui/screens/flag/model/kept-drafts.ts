import type { FlagDocument } from '@flagstaff/core';
import { MOUNT } from '../../../lib/paths.ts';
import type { Version } from './draft.ts';

/** A draft that the browser keeps: a closed window or an ended session loses nothing. */
interface KeptDraft {
  readonly base: Version;
  readonly flag: FlagDocument;
}

/** Characters of one draft. A larger one lives as long as its window. */
const MAX_LENGTH = 500_000;

const nameOf = (key: string): string => `flagstaff.draft:${MOUNT}:${key}`;

export function recall(key: string): KeptDraft | undefined {
  try {
    return (JSON.parse(localStorage.getItem(nameOf(key)) ?? 'null') as KeptDraft | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, draft: KeptDraft): void {
  const text = JSON.stringify(draft);
  if (text.length > MAX_LENGTH) return;
  try {
    localStorage.setItem(nameOf(key), text);
  } catch {
    // Storage is full or forbidden.
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(nameOf(key));
  } catch {
    // Storage is forbidden.
  }
}
