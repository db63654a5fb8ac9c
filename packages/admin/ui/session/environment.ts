import { useSearchParam } from '../lib/search-param.ts';
import { useMe } from './me.ts';

/** `*` stands for the flags without an environment's patches. */
export const BASE = '*';

/** The environment that is shown, and how to choose another. It is in the URL, as `?env=`, so that links keep it. */
export function useEnvironment(): readonly [environment: string, choose: (environment: string) => void] {
  const { environment, environments } = useMe();
  const [chosen, choose] = useSearchParam('env');
  const fallback = environment ?? environments[0]?.key ?? BASE;
  const known = chosen === BASE || environments.some(({ key }) => key === chosen);
  return [known ? chosen! : fallback, (next) => choose(next === fallback ? undefined : next)];
}
