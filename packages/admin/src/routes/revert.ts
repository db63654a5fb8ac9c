import { Type } from '../schemas/type.ts';
import type { Authorship, Revert } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { problem } from '../answers/problem.ts';
import { idOf } from '../documents.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, COMMENT, STORED } from '../schemas/common.ts';
import { AUDIENCE } from '../schemas/preview.ts';
import { REVERT } from '../schemas/revert.ts';
import { shownCommit } from '../shown-commit.ts';
import { writtenHeaders } from '../writing/commit-changes.ts';
import { documentVersion } from '../writing/document-version.ts';
import { previewChanges } from '../writing/preview.ts';
import { writeContext } from '../writing/write-context.ts';
import { writeReviewed } from '../writing/write-reviewed.ts';
import { putOne, replaceOrCreate, STORED_OR_PREVIEW, WRITE_QUERY } from '../writing/write-document.ts';
import { revisionIn } from './commits.ts';

const revertDocument = defineRoute({
  method: 'POST',
  path: '/{kind}/{key}/revert',
  summary: 'Write an earlier version of a document again. `If-None-Match: *` brings a deleted one back.',
  query: WRITE_QUERY,
  headers: ['If-Match', 'If-None-Match', 'Idempotency-Key'],
  permission: 'write',
  body: closed({ version: Type.Integer({ minimum: 1 }) }),
  answers: { 200: STORED_OR_PREVIEW, 201: STORED },
  async handle(call) {
    const { body, params, service } = call;
    const id = idOf(params);
    const ifMatch = replaceOrCreate(call);
    const past = await documentVersion(service, id, body.version);
    if (past === undefined) {
      const detail = `The history has no version ${body.version} of ${id}.`;
      throw problem({ status: 404, code: 'REVISION_NOT_FOUND', detail });
    }
    return putOne(call, { id, wanted: () => withoutStorageFields(past), ifMatch });
  },
});

const revertCommit = defineRoute({
  method: 'POST',
  path: '/commits/{revision}/revert',
  summary: 'Undo one commit by a new commit. Responds 409 with `conflicts` when later commits changed the same fields.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  query: { dryRun: Type.Optional(Type.Boolean({ description: 'Return a preview, and write nothing.' })) },
  body: closed({ comment: Type.Optional(COMMENT), audience: Type.Optional(AUDIENCE) }),
  answers: { 200: REVERT },
  async handle(call) {
    const { service, query, body } = call;
    const { dryRun = false } = query;
    const revision = revisionIn(call);
    const by = writeContext(call, { comment: body.comment, dryRun });
    if (dryRun) {
      const { changes, conflicts } = await service.management.revert(revision, { dryRun });
      const sample = body.audience === true ? await service.audience() : undefined;
      const preview = conflicts.length > 0 ? null : await previewChanges(call, changes, { sample });
      return { body: { commit: null, conflicts, preview } };
    }
    const { commit } = await revertChecked(call, revision, by);
    if (commit === undefined) return { body: { commit: null, conflicts: [], preview: null } };
    return {
      body: { commit: shownCommit(call, commit), conflicts: [], preview: null },
      headers: writtenHeaders(commit),
    };
  },
});

/** Reverts what the caller may change. */
async function revertChecked(call: Call, revision: number, by: Authorship): Promise<Revert> {
  const { management } = call.service;
  return writeReviewed(call, by, {
    async review() {
      const { changes, conflicts } = await management.revert(revision, { dryRun: true });
      if (conflicts.length > 0) throw conflicting(conflicts);
      return changes;
    },
    write: async (changes) => management.revert(revision, { ...by, ...(changes && { changes }) }),
  });
}

function conflicting(conflicts: Revert['conflicts']): Error {
  return problem({
    status: 409,
    code: 'VERSION_CONFLICT',
    detail: 'Later commits changed the same fields. Nothing was written.',
    extensions: { conflicts },
  });
}

export const REVERT_ROUTES = {
  'POST /{kind}/{key}/revert': revertDocument,
  'POST /commits/{revision}/revert': revertCommit,
} as const;
