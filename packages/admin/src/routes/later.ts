import { problem } from '../answers/problem.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Method, Route } from '../routing/route.ts';

/** A route whose capability does not exist yet. `GET /me` says so in `capabilities`. */
function later(method: Method, path: Route['path'], what: string): ReturnType<typeof defineRoute> {
  return defineRoute({
    method,
    path,
    summary: `Not available yet: ${what}. Responds 501.`,
    answers: {},
    handle() {
      throw problem({ status: 501, code: 'CAPABILITY_MISSING', detail: `This version has no ${what}.` });
    },
  });
}

export const LATER_ROUTES = {
  'GET /flags/{key}/stats': later('GET', '/flags/{key}/stats', 'counts of evaluations'),
  'GET /stats': later('GET', '/stats', 'counts of evaluations'),
  'POST /import': later('POST', '/import', 'import'),
  'GET /requests': later('GET', '/requests', 'change requests'),
  'POST /requests': later('POST', '/requests', 'change requests'),
  'GET /requests/{id}': later('GET', '/requests/{id}', 'change requests'),
  'PATCH /requests/{id}': later('PATCH', '/requests/{id}', 'change requests'),
  'POST /requests/{id}/reviews': later('POST', '/requests/{id}/reviews', 'change requests'),
  'POST /requests/{id}/apply': later('POST', '/requests/{id}/apply', 'change requests'),
  'POST /requests/{id}/rebase': later('POST', '/requests/{id}/rebase', 'change requests'),
  'POST /requests/{id}/close': later('POST', '/requests/{id}/close', 'change requests'),
  'GET /policies': later('GET', '/policies', 'policies'),
} as const;
