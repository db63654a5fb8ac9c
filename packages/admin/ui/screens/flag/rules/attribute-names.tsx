import { useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { useApi } from '../../../api/query.ts';
import { useDraft } from '../model/draft.ts';

/** The id of the list of attribute names, for the `list` of inputs. */
export const ATTRIBUTES = 'attribute-names';

/** Suggests the attributes that the flag and the application's sample of contexts have. Rendered once. */
export function AttributeNames(): JSX.Element {
  const { flag } = useDraft();
  const { data } = useApi('GET /audience', {});
  const used = useMemo(() => attributesOf(flag.value), [flag.value]);
  const names = new Set(['targetingKey', 'userId', ...used, ...(data?.data.attributes ?? [])]);
  return (
    <datalist id={ATTRIBUTES}>
      {[...names].sort().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </datalist>
  );
}

/** Returns the attributes that a flag asks for. */
export function attributesOf(flag: FlagDocument): readonly string[] {
  return [...new Set([...JSON.stringify(flag).matchAll(/"(?:attribute|by)":"([^"\\]+)"/g)].map(([, name]) => name!))];
}
