import type { FlagChange, JsonValue, ScheduledChange } from '@flagstaff/core';
import type { FieldDiff } from '../../../../src/client.ts';
import { same } from '../../../lib/same.ts';

type Values = { readonly [field in keyof FlagChange]?: FlagChange[field] };

/**
 * Returns what each dated change makes different from what holds before it.
 *
 * @param entries In the order in which they take effect.
 * @param start The fields without any of them.
 */
export function differencesOf(entries: readonly ScheduledChange[], start: Values): readonly (readonly FieldDiff[])[] {
  let before: Values = { ...start, status: start.status ?? 'active' };
  return entries.map(({ set }) => {
    const held = before;
    before = { ...before, ...set };
    return (Object.keys(set) as (keyof FlagChange)[])
      .filter((field) => !same(held[field], set[field]))
      .map((field) => ({ field, from: (held[field] ?? null) as JsonValue, to: set[field] as unknown as JsonValue }));
  });
}
