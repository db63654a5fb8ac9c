import { useMemo } from 'preact/hooks';
import { useApi } from './query.ts';

/** The variants of the first flags, by key: they give variants their colors where an answer has only their names. */
export function useVariants(): (flag: string) => readonly string[] {
  const { data } = useApi('GET /{kind}', { params: { kind: 'flags' }, query: { limit: 500 } });
  const known = useMemo(() => new Map(data?.data.items.map(({ key, variants }) => [key, variants ?? []])), [data]);
  return (flag) => known.get(flag) ?? [];
}
