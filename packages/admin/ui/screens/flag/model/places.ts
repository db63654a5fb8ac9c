import type { FlagDocument, FlagPatch } from '@flagstaff/core';
import type { Me } from '../../../api/types.ts';
import { put } from '../../../lib/put.ts';
import { BASE } from '../../../session/base.ts';

/** A field that an environment can replace. */
export type PatchField = keyof FlagPatch;

/** A field's value in a place, and where it is written. */
export interface Origin<F extends PatchField> {
  readonly value: FlagPatch[F] | undefined;
  /** An environment, or `BASE`. */
  readonly from: string;
}

/** Returns the environments whose patches apply to a place: its own first, then its parents. Empty for `BASE`. */
export function chainOf(environments: Me['environments'], place: string): readonly string[] {
  const parents = new Map(environments.map(({ key, parent }) => [key, parent]));
  const chain: string[] = [];
  for (let key: string | undefined = place; key !== undefined && parents.has(key); key = parents.get(key)) {
    if (chain.includes(key)) break;
    chain.push(key);
  }
  return chain;
}

/** Returns a field as a place has it: from the nearest patch, else from the flag itself. */
export function originOf<F extends PatchField>(flag: FlagDocument, chain: readonly string[], field: F): Origin<F> {
  const from = chain.find((environment) => isOwn(flag, environment, field));
  return { value: patchOf(flag, from ?? BASE)[field], from: from ?? BASE };
}

/**
 * Returns when the next dated change replaces a field of a place, after an instant. Undefined when none does. Dated changes apply
 * last, from the schedule that the place has.
 */
export function replacedAt(
  flag: FlagDocument,
  chain: readonly string[],
  field: PatchField,
  after: number,
): number | undefined {
  const { value: schedule = [] } = originOf(flag, chain, 'schedule');
  const dates = schedule.filter(({ set }) => Object.hasOwn(set, field)).map(({ at }) => Date.parse(at));
  const next = Math.min(...dates.filter((at) => at > after));
  return Number.isFinite(next) ? next : undefined;
}

/** Whether a place has a field of its own. */
export function isOwn(flag: FlagDocument, place: string, field: PatchField): boolean {
  return Object.hasOwn(patchOf(flag, place), field);
}

/** Returns the fields of a place: the flag's own, or those of an environment's patch. */
export function patchOf(flag: FlagDocument, place: string): FlagPatch {
  if (place === BASE) return flag;
  const { environments = {} } = flag;
  return Object.hasOwn(environments, place) ? environments[place]! : {};
}

/** Returns the flag with a field of a place replaced, or removed when it is undefined. */
export function withField<F extends PatchField>(
  flag: FlagDocument,
  place: string,
  field: F,
  value: FlagPatch[F] | undefined,
): FlagDocument {
  if (place === BASE) return put<FlagDocument, PatchField>(flag, field, value);
  const patch = put<FlagPatch, PatchField>(patchOf(flag, place), field, value);
  const environments = put(flag.environments ?? {}, place, Object.keys(patch).length === 0 ? undefined : patch);
  return put(flag, 'environments', Object.keys(environments).length === 0 ? undefined : environments);
}
