import { Type } from '../schemas/type.ts';
import type { Static } from 'typebox';
import type { Change, Commit } from '@flagstaff/core/management';
import { problem } from '../answers/problem.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, COMMENT, DOCUMENT, DOCUMENT_ID, INSTANT, PAGE_QUERY } from '../schemas/common.ts';
import { COMMIT, COMMITS } from '../schemas/commits.ts';
import type { ShownCommit } from '../schemas/commits.ts';
import { PREVIEW } from '../schemas/preview.ts';
import type { Preview } from '../schemas/preview.ts';
import { KIND } from '../schemas/documents.ts';
import { shownCommit, shownPage } from '../shown-commit.ts';
import { commitChanges, writtenHeaders } from '../writing/commit-changes.ts';
import { previewChanges } from '../writing/preview.ts';
import { writeContext } from '../writing/write-context.ts';

const list = defineRoute({
  method: 'GET',
  path: '/commits',
  summary: 'List commits, newest first, or as a feed with `after`, oldest first.',
  query: {
    document: Type.Optional(DOCUMENT_ID),
    kind: Type.Optional(KIND),
    actor: Type.Optional(Type.String({ maxLength: 256 })),
    since: Type.Optional(INSTANT),
    until: Type.Optional(INSTANT),
    after: Type.Optional(
      Type.String({
        maxLength: 1_024,
        description: 'The `position` of an earlier page. Empty to begin with the oldest.',
      }),
    ),
    ...PAGE_QUERY,
  },
  answers: { 200: COMMITS },
  async handle(call) {
    const { document, ...query } = call.query;
    const page = await call.service.management.history({
      ...query,
      ...(document === undefined ? {} : { id: document }),
    });
    return { body: shownPage(call, page) };
  },
});

const one = defineRoute({
  method: 'GET',
  path: '/commits/{revision}',
  summary: 'Return the commit of a revision number.',
  answers: { 200: COMMIT },
  async handle(call) {
    return { body: shownCommit(call, existing(await call.service.management.commitAt(revisionIn(call)))) };
  },
});

const byToken = defineRoute({
  method: 'GET',
  path: '/commits/by-token/{token}',
  summary: 'Return the commit of a token, such as an `Idempotency-Key`.',
  answers: { 200: COMMIT },
  async handle(call) {
    const { token = '' } = call.params;
    const found = token.length < 8 ? undefined : await call.service.management.commitByToken(token);
    return { body: shownCommit(call, existing(found)) };
  },
});

/** Returns the number in a path. @throws {Error} 404 for anything else. */
export function revisionIn({ params: { revision = '' } }: Pick<Call, 'params'>): number {
  if (/^[1-9]\d{0,14}$/.test(revision)) return Number(revision);
  throw missing();
}

/** @throws {Error} 404 when there is no commit. */
function existing(commit: Commit | undefined): Commit {
  if (commit !== undefined) return commit;
  throw missing();
}

function missing(): Error {
  return problem({ status: 404, code: 'REVISION_NOT_FOUND', detail: 'The history has no such commit.' });
}

const IF_VERSION = Type.Optional(
  Type.Integer({ minimum: 0, description: 'The version that the document must have; 0 when it must not exist.' }),
);

export const CHANGE = Type.Union([
  closed({ set: DOCUMENT, ifVersion: IF_VERSION }),
  closed({ delete: DOCUMENT_ID, ifVersion: IF_VERSION }),
]);

const create = defineRoute({
  method: 'POST',
  path: '/commits',
  summary: 'Change several documents in one commit.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  query: { dryRun: Type.Optional(Type.Boolean({ description: 'Return a preview, and write nothing.' })) },
  body: closed({ changes: Type.Array(CHANGE, { minItems: 1, maxItems: 1_000 }), comment: Type.Optional(COMMENT) }),
  answers: { 200: Type.Unsafe<ShownCommit | Preview>(Type.Union([COMMIT, PREVIEW])), 201: COMMIT },
  async handle(call) {
    const { comment } = call.body;
    const changes = call.body.changes.map(changeOf);
    if (call.query.dryRun === true) return { body: await previewChanges(call, changes) };
    const done = await commitChanges(call, writeContext(call, { comment }), changes);
    const headers = writtenHeaders(done);
    return { status: done.replayed === true ? 200 : 201, body: shownCommit(call, done), headers };
  },
});

/** Converts a change of a body. Core's parser checks its document. */
export function changeOf(given: Static<typeof CHANGE>): Change {
  const condition = given.ifVersion === undefined ? {} : { ifVersion: given.ifVersion };
  if ('set' in given) return { type: 'set', document: given.set, ...condition };
  return { type: 'delete', id: given.delete, ...condition };
}

export const COMMIT_ROUTES = {
  'GET /commits': list,
  'GET /commits/{revision}': one,
  'GET /commits/by-token/{token}': byToken,
  'POST /commits': create,
} as const;
