import { useLocation, useSearch } from 'wouter-preact';

/** A parameter of the URL's query, and how to change it. Undefined when it is absent or empty. Changes replace the entry of the history. */
export function useSearchParam(
  name: string,
): readonly [value: string | undefined, set: (value: string | undefined) => void] {
  const [values, change] = useSearchParams([name]);
  return [values[name], (value) => change({ [name]: value })];
}

/**
 * Several parameters of the URL's query, and how to change some of them at once. A parameter that is absent or empty is undefined.
 * Changes replace the entry of the history.
 */
export function useSearchParams<N extends string>(
  names: readonly N[],
): readonly [
  values: { readonly [name in N]?: string },
  change: (changed: { readonly [name in N]?: string | undefined }) => void,
] {
  const search = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const values = Object.fromEntries(
    names.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  ) as { readonly [name in N]?: string };
  return [
    values,
    (changed) => {
      // Another parameter may have changed since this was rendered.
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries<string | undefined>(changed)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      navigate(`${path}${next.size === 0 ? '' : `?${next.toString()}`}`, { replace: true });
    },
  ];
}
