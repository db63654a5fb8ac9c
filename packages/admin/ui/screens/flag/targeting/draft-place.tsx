import type { JSX } from 'preact';
import { useDraft, useMayEditDraft } from '../model/draft.ts';
import { PlaceContext, useChain } from '../model/place.ts';

/** Shows the draft as a place has it. */
export function DraftPlace({ name, children }: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  const { flag, edit } = useDraft();
  const chain = useChain(name);
  const { reason: locked } = useMayEditDraft(name);
  return (
    <PlaceContext.Provider value={{ flag: flag.value, name, chain, locked, edit }}>{children}</PlaceContext.Provider>
  );
}
