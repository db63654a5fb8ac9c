import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FlagDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { changedFields } from '../../../../src/changed-fields.ts';
import type { StoredFlag } from '../../../../src/documents.ts';
import type { FieldDiff } from '../../../../src/client.ts';
import { afterPause } from '../../../lib/after-paint.ts';
import { forget, recall, remember } from '../../../lib/kept-drafts.ts';
import { same } from '../../../lib/same.ts';
import { BASE, useMayEdit } from '../../../session/environment.ts';
import type { Allowance } from '../../../session/me.ts';

/** A version of the flag as the server has it. */
export interface Version {
  readonly flag: StoredFlag;
  /** Undefined when the caller may not change it. */
  readonly etag: string | undefined;
}

/** The flag that is edited, apart from what the server has. Kept by the browser until it is saved. */
export interface Draft {
  /** The version that the draft began with. */
  readonly base: ReadonlySignal<Version>;
  /** What would be saved. */
  readonly flag: ReadonlySignal<FlagDocument>;
  /** What would be saved, as of the last pause between edits. For what only tells of it, so that edits are shown at once. */
  readonly settled: ReadonlySignal<FlagDocument>;
  /** The fields in which it differs from the base. */
  readonly changes: ReadonlySignal<readonly FieldDiff[]>;
  /** A version that someone else wrote since. Undefined when there is none. */
  readonly newer: ReadonlySignal<Version | undefined>;
  /** Keeps `settled` up to date. Returns a function that stops it. */
  settle(): () => void;
  /** Changes the draft. */
  edit(change: (flag: FlagDocument) => FlagDocument): void;
  /** Returns to what the server has. */
  discard(): void;
  /** Takes a version that was read. Without changes, it becomes the draft. */
  receive(version: Version): void;
  /** Replaces the base by the newer version, and the draft by what was merged from both. */
  rebase(merged: FlagDocument): void;
  /** Ends the draft: the server has this version. */
  saved(version: Version): void;
  /** The key that makes a repeated save the same commit. Changes with every edit, and with what is sent. */
  token(body: FlagDocument): string;
}

/** Starts a draft of a flag, or continues the one that this browser kept. */
export function createDraft(first: Version): Draft {
  const id = `flag:${first.flag.key}`;
  const kept = first.etag === undefined ? undefined : recall<Version, FlagDocument>(id);
  const base = signal(kept?.base ?? first);
  const flag = signal<FlagDocument>(kept?.draft ?? bodyOf(first));
  const settled = signal(flag.value);
  const newer = signal<Version | undefined>(undefined);
  const changes = computed(() => changedFields(bodyOf(base.value), flag.value));
  let token: { readonly key: string; readonly body: FlagDocument } | undefined;

  const draft: Draft = {
    base,
    flag,
    settled,
    changes,
    newer,
    settle: () =>
      effect(() => {
        const { value } = flag;
        if (value !== settled.peek()) return afterPause(() => (settled.value = value));
        return undefined;
      }),
    edit(change) {
      const next = change(flag.value);
      token = undefined;
      flag.value = same(next, bodyOf(base.value)) ? bodyOf(base.value) : next;
      if (changes.value.length === 0) forget(id);
      else remember(id, { base: base.value, draft: flag.value });
    },
    discard() {
      draft.saved(newer.value ?? base.value);
    },
    receive(version) {
      if (version.etag !== undefined && version.etag === base.value.etag) newer.value = undefined;
      else if (changes.value.length === 0 || same(bodyOf(version), flag.value)) draft.saved(version);
      else newer.value = version;
    },
    rebase(merged) {
      const version = newer.value;
      if (version === undefined) return;
      base.value = version;
      newer.value = undefined;
      draft.edit(() => merged);
    },
    saved(version) {
      token = undefined;
      base.value = version;
      flag.value = bodyOf(version);
      newer.value = undefined;
      forget(id);
    },
    token(body) {
      if (token === undefined || !same(token.body, body)) token = { key: randomToken(), body };
      return token.key;
    },
  };
  draft.receive(first);
  return draft;
}

/** Returns what a writer may send: the flag without the fields of the store. */
export const bodyOf = ({ flag }: Version): FlagDocument => withoutStorageFields(flag) as FlagDocument;

/** `crypto.randomUUID` exists only in secure contexts. */
function randomToken(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16).padStart(8, '0')).join('');
}

export const DraftContext = createContext<Draft | undefined>(undefined);

/** Returns the draft of the flag's screen. */
export function useDraft(): Draft {
  return useContext(DraftContext)!;
}

/** Returns whether the caller may change what the flag is in a place. A flag with private parts is shown only. */
export function useMayEditDraft(place: string = BASE): Allowance {
  const { base } = useDraft();
  const allowance = useMayEdit(place);
  if (!allowance.allowed || base.value.etag !== undefined) return allowance;
  return { allowed: false, reason: 'Parts of this flag are private.' };
}
