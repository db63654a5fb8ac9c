import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FlagDocument, FlagPatch } from '@flagstaff/core';
import { BASE } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import { chainOf, isOwn, originOf, replacedAt, withField } from './places.ts';
import type { Origin, PatchField } from './places.ts';

/** Where a flag is shown, and how it is edited there. */
export interface Place {
  readonly flag: FlagDocument;
  /** An environment, or `BASE`. */
  readonly name: string;
  /** The environment and its parents. Empty for `BASE`. */
  readonly chain: readonly string[];
  /** Why nothing can be changed. Undefined when it can. */
  readonly locked: string | undefined;
  readonly edit: (change: (flag: FlagDocument) => FlagDocument) => void;
}

export const PlaceContext = createContext<Place | undefined>(undefined);

/** Returns the place that the surrounding part of the screen shows. */
export function usePlace(): Place {
  return useContext(PlaceContext)!;
}

/** A field of the flag in the current place. */
export interface PlaceField<F extends PatchField> extends Origin<F> {
  /** Whether the place has a value of its own. */
  readonly own: boolean;
  /** When a dated change replaces the value, in milliseconds since 1970. Undefined when none does. */
  readonly replacedAt: number | undefined;
  /** The path of the value in the document. */
  readonly path: string;
  /** The field of the schema that this edits. */
  readonly schema: string;
  readonly set: (value: FlagPatch[F]) => void;
  /** Removes the place's own value, so that the inherited one applies. */
  readonly reset: () => void;
}

export function usePlaceField<F extends PatchField>(field: F): PlaceField<F> {
  const { flag, name, chain, edit } = usePlace();
  const origin = originOf(flag, chain, field);
  return {
    ...origin,
    own: isOwn(flag, name, field),
    replacedAt: replacedAt(flag, chain, field, Date.now()),
    path: pathIn(origin.from, field),
    schema: `${name === BASE ? 'flag' : 'patch'}.${field}`,
    set: (value) => edit((before) => withField(before, name, field, value)),
    reset: () => edit((before) => withField(before, name, field, undefined)),
  };
}

/** Returns the path of a field, in the form of the parser's. */
const pathIn = (place: string, field: string): string =>
  place === BASE ? `$.${field}` : `$.environments${stepOf(place)}.${field}`;

const stepOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

/** Returns the environments whose patches apply to a place. */
export function useChain(place: string): readonly string[] {
  return chainOf(useMe().environments, place);
}
