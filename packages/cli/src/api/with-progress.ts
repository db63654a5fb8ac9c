import type { Progress } from '../output/progress.ts';
import type { Api } from './api.ts';

/** Shows when requests take long. */
export function withProgress(api: Api, progress: Progress): Api {
  const what = api.way === 'direct' ? 'Waiting for the store' : 'Waiting for the server';
  return {
    ...api,
    call: (route, options) => progress(what, api.call(route, options)),
    find: (document) => progress(what, api.find(document)),
  };
}
