import { useSearchParam } from '../lib/search-param.ts';
import { BASE } from './base.ts';
import { useMay, useMe } from './me.ts';
import type { Allowance } from './me.ts';

export { BASE };

/** The environment that is shown, and how to choose another. It is in the URL, as `?env=`, so that links keep it. */
export function useEnvironment(): readonly [environment: string, choose: (environment: string) => void] {
  const { environment, environments } = useMe();
  const [chosen, choose] = useSearchParam('env');
  const fallback = environment ?? environments[0]?.key ?? BASE;
  const known = chosen === BASE || environments.some(({ key }) => key === chosen);
  return [known ? chosen! : fallback, (next) => choose(next === fallback ? undefined : next)];
}

/** Returns whether the caller may change what a place serves. The server decides again, by what a change affects. */
export function useMayEdit(place: string): Allowance {
  const { environments } = useMe();
  const isProtected = environments.some(({ key, protected: guarded }) => key === place && guarded);
  return useMay(isProtected ? 'release' : 'write', place === BASE ? undefined : place);
}
