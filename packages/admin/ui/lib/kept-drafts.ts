import { MOUNT } from './paths.ts';

/** A draft that the browser keeps: a closed window or an ended session loses nothing. */
export interface KeptDraft<Base, Body> {
  /** The version that the draft began with. */
  readonly base: Base;
  readonly draft: Body;
}

/** Characters of one draft. A larger one lives as long as its window. */
const MAX_LENGTH = 500_000;

const nameOf = (id: string): string => `flagstaff.draft:${MOUNT}:${id}`;

/** Returns the draft of a document. @param id Such as `flag:checkout`. */
export function recall<Base, Body>(id: string): KeptDraft<Base, Body> | undefined {
  try {
    return (JSON.parse(localStorage.getItem(nameOf(id)) ?? 'null') as KeptDraft<Base, Body> | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember<Base, Body>(id: string, draft: KeptDraft<Base, Body>): void {
  const text = JSON.stringify(draft);
  if (text.length > MAX_LENGTH) return;
  try {
    localStorage.setItem(nameOf(id), text);
  } catch {
    // Storage is full or forbidden.
  }
}

export function forget(id: string): void {
  try {
    localStorage.removeItem(nameOf(id));
  } catch {
    // Storage is forbidden.
  }
}
