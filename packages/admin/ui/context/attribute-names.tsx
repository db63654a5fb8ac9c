import type { JSX } from 'preact';
import { useApi } from '../api/query.ts';

/** The id of the list of attribute names, for the `list` of inputs. */
export const ATTRIBUTE_NAMES = 'attribute-names';

const NONE: readonly string[] = [];

/** Suggests the attributes that documents and the application's sample of contexts have. Rendered once on a screen. */
export function AttributeNames({
  also = NONE,
}: {
  /** Further names, such as those of a draft. */
  readonly also?: readonly string[];
}): JSX.Element {
  const { data } = useApi('GET /contexts/attributes', {});
  const names = new Set(['targetingKey', 'userId', ...also, ...(data?.data.items ?? []).map(({ name }) => name)]);
  return (
    <datalist id={ATTRIBUTE_NAMES}>
      {[...names].sort().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </datalist>
  );
}
