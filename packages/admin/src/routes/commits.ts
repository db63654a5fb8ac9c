import type { Commit, Management } from '@flagstaff/core/management';
import { Type } from 'typebox';
import { problem } from '../answers/problem.ts';
import { defineRoute } from '../routing/define-route.ts';
import { DOCUMENT_ID, PAGE_QUERY } from '../schemas/common.ts';
import { COMMIT, COMMITS } from '../schemas/commits.ts';
import { shownCommit } from '../shown-commit.ts';

const list = defineRoute({
  method: 'GET',
  path: '/commits',
  summary: 'List commits, newest first.',
  query: {
    document: Type.Optional(DOCUMENT_ID),
    ...PAGE_QUERY,
  },
  answers: { 200: COMMITS },
  async handle(call) {
    const { document, ...page } = call.query;
    const { items, next } = await call.service.management.history({
      ...page,
      ...(document === undefined ? {} : { id: document }),
    });
    return { body: { items: items.map((each) => shownCommit(call, each)), ...(next === undefined ? {} : { next }) } };
  },
});

const one = defineRoute({
  method: 'GET',
  path: '/commits/{revision}',
  summary: 'Return the commit of a revision number.',
  answers: { 200: COMMIT },
  async handle(call) {
    const number = Number(call.params['revision']);
    const found = await findCommit(call.service.management, ({ revision }) => revision.number === number);
    return { body: shownCommit(call, found) };
  },
});

const byToken = defineRoute({
  method: 'GET',
  path: '/commits/by-token/{token}',
  summary: 'Return the commit of a token, such as an `Idempotency-Key`.',
  answers: { 200: COMMIT },
  async handle(call) {
    const token = call.params['token'];
    const found = await findCommit(call.service.management, ({ revision }) => revision.token === token);
    return { body: shownCommit(call, found) };
  },
});

/** Searches the history. @throws {Error} 404 when it has no such commit. */
async function findCommit(management: Management, matches: (commit: Commit) => boolean): Promise<Commit> {
  let cursor: string | undefined;
  do {
    const { items, next } = await management.history({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    const found = items.find(matches);
    if (found !== undefined) return found;
    cursor = next;
  } while (cursor !== undefined);
  throw problem({ status: 404, code: 'REVISION_NOT_FOUND', detail: 'The history has no such commit.' });
}

export const COMMIT_ROUTES = {
  'GET /commits': list,
  'GET /commits/{revision}': one,
  'GET /commits/by-token/{token}': byToken,
} as const;
