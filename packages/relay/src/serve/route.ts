import { CHANGES_PATH, DOCUMENTS_PATH, EVENTS_PATH, HEAD_PATH } from '../protocol.ts';

/** The target of a path. Revisions are named as `revisionId` does. */
export type Route = { readonly name: 'events' } | ReadRoute;

/** The target of a path with documents or revisions. */
export type ReadRoute =
  | { readonly name: 'head' }
  | { readonly name: 'documents' }
  | { readonly name: 'documentsOf'; readonly id: string }
  | { readonly name: 'changes'; readonly since: string; readonly until: string };

const ID = /^\d{1,16}-[0-9a-f]{16}$/;

/** Finds the route of a raw path: a different spelling is a different path. Undefined when the path belongs to another handler. */
export function findRoute(path: string, basePath: string): Route | undefined {
  if (!path.startsWith(basePath)) return undefined;
  const rest = path.slice(basePath.length);
  if (rest === HEAD_PATH) return { name: 'head' };
  if (rest === DOCUMENTS_PATH) return { name: 'documents' };
  if (rest === EVENTS_PATH) return { name: 'events' };
  const [id, ...none] = idsBelow(DOCUMENTS_PATH, rest);
  if (id !== undefined && none.length === 0) return { name: 'documentsOf', id };
  const [since, until, ...others] = idsBelow(CHANGES_PATH, rest);
  return since !== undefined && until !== undefined && others.length === 0
    ? { name: 'changes', since, until }
    : undefined;
}

/** Returns the segments of a path below another one. Empty unless all of them name revisions. */
function idsBelow(parent: string, path: string): readonly string[] {
  // No path of a relay is longer, and splitting must not depend on the length that a server allows.
  if (!path.startsWith(`${parent}/`) || path.length > 128) return [];
  const segments = path.slice(parent.length + 1).split('/');
  return segments.every((segment) => ID.test(segment)) ? segments : [];
}
