import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { formatDateTime } from '../../../lib/format.ts';
import { useMe } from '../../../session/me.ts';
import { flagIn } from '../model/cells.ts';
import { PlaceContext } from '../model/place.ts';

/** Shows a flag as a place had it at an instant, or will have it. Nothing can be changed there. */
export function InstantPlace({
  flag,
  name,
  at,
  children,
}: {
  readonly flag: FlagDocument;
  readonly name: string;
  readonly at: number;
  readonly children: JSX.Element;
}): JSX.Element {
  const { environments } = useMe();
  const effective = flagIn(flag, name, new Date(at), environments);
  if (effective === undefined) return <p class="secondary">{name} did not understand the flag then.</p>;
  // Patches and due changes are in the document already: they must not apply again.
  const { environments: _, ...shown } = effective.document;
  const place = {
    flag: shown,
    name,
    chain: [],
    locked: `As of ${formatDateTime(at)}. Nothing can be changed there.`,
    edit: () => undefined,
  };
  return <PlaceContext.Provider value={place}>{children}</PlaceContext.Provider>;
}
