import type { JSX } from 'preact';
import { useApi } from '../api/query.ts';

/** The id of the list of attribute names, for the `list` of inputs. */
export const ATTRIBUTE_NAMES = 'attribute-names';

/** Suggests names of attributes. Rendered once on a screen. */
export function AttributeNames(): JSX.Element {
  const { data } = useApi('GET /contexts/attributes', {});
  const names = new Set(['targetingKey', 'userId', ...(data?.data.items ?? []).map(({ name }) => name)]);
  return (
    <datalist id={ATTRIBUTE_NAMES}>
      {[...names].sort().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </datalist>
  );
}
