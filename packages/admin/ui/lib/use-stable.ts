import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';

/** Functions by name. */
interface Functions {
  readonly [name: string]: (...parameters: never[]) => unknown;
}

/** Returns functions that stay the same and call the latest ones, so that memoized components keep what they rendered. */
export function useStable<F extends Functions>(functions: F): F {
  const latestRef = useRef(functions);
  useLayoutEffect(() => {
    latestRef.current = functions;
  });
  return useMemo(
    () =>
      Object.fromEntries(
        Object.keys(functions).map((name) => [
          name,
          (...parameters: never[]): unknown => latestRef.current[name]!(...parameters),
        ]),
      ) as F,
    [],
  );
}
