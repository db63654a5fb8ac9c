import type { JSX } from 'preact';
import { useDraft } from '../model/draft.ts';
import { PlaceContext, useChain, useMayEdit } from '../model/place.ts';

/** Shows the draft as a place has it. */
export function DraftPlace({ name, children }: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  const { flag, edit, base } = useDraft();
  const chain = useChain(name);
  const { allowed, reason } = useMayEdit(name);
  const locked = allowed ? (base.value.etag === undefined ? 'Parts of this flag are private.' : undefined) : reason;
  return (
    <PlaceContext.Provider value={{ flag: flag.value, name, chain, locked, edit }}>{children}</PlaceContext.Provider>
  );
}
