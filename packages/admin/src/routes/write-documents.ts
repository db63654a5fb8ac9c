import { Type } from '../schemas/type.ts';
import { isFlagstaffError } from '@flagstaff/core';
import type { Document, DocumentId, JsonValue, StoredDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { problem } from '../answers/problem.ts';
import { idOf } from '../documents.ts';
import { defineRoute } from '../routing/define-route.ts';
import { DOCUMENT, STORED } from '../schemas/common.ts';
import { PREVIEW } from '../schemas/preview.ts';
import { writtenHeaders } from '../writing/commit-changes.ts';
import { checkMergePatch, mergePatch } from '../writing/merge-patch.ts';
import {
  alreadyExists,
  putOne,
  replaceOrCreate,
  requiredCondition,
  STORED_OR_PREVIEW,
  WRITE_QUERY,
  writeOne,
  writtenResponse,
} from '../writing/write-document.ts';

/** The body as far as an envelope can tell: core's parser decides. */

/** @throws {Error} 422 when the body is about another document than the path. */
function checkIdentity(id: DocumentId, { kind, key }: Partial<Document>): void {
  if (id === `${kind}:${key}`) return;
  throw problem({
    status: 422,
    code: 'INVALID_DOCUMENT',
    detail: `The path names ${id}. \`kind\` and \`key\` of the body must agree.`,
    problems: [{ path: '$.key', message: 'differs from the path', fault: 'meaning' }],
  });
}

const create = defineRoute({
  method: 'POST',
  path: '/{kind}',
  summary: 'Create a document.',
  query: WRITE_QUERY,
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: DOCUMENT,
  answers: { 200: STORED_OR_PREVIEW, 201: STORED },
  async handle(call) {
    const { body, params } = call;
    const { key } = body as Partial<Document>;
    const id = idOf({ ...params, key: typeof key === 'string' ? key : '' });
    checkIdentity(id, body);
    const done = await writeOne(call, { id, wanted: () => body, ifMatch: null }).catch((error: unknown) => {
      throw isFlagstaffError(error, 'VERSION_CONFLICT') ? alreadyExists(409, id) : error;
    });
    return writtenResponse(call, done, 201);
  },
});

const replace = defineRoute({
  method: 'PUT',
  path: '/{kind}/{key}',
  summary: 'Replace a document, or create it with `If-None-Match: *`.',
  query: WRITE_QUERY,
  headers: ['If-Match', 'If-None-Match', 'Idempotency-Key'],
  permission: 'write',
  body: DOCUMENT,
  answers: { 200: STORED_OR_PREVIEW, 201: STORED },
  async handle(call) {
    const id = idOf(call.params);
    checkIdentity(id, call.body);
    return putOne(call, { id, wanted: () => call.body, ifMatch: replaceOrCreate(call) });
  },
});

const PATCH_BODY = Type.Unsafe<{ readonly [name: string]: JsonValue }>(Type.Object({}, { additionalProperties: true }));

const patch = defineRoute({
  method: 'PATCH',
  path: '/{kind}/{key}',
  summary: 'Change members of a document by a JSON merge patch.',
  query: WRITE_QUERY,
  headers: ['If-Match', 'Idempotency-Key'],
  permission: 'write',
  body: PATCH_BODY,
  answers: { 200: STORED_OR_PREVIEW },
  async handle(call) {
    const id = idOf(call.params);
    const ifMatch = requiredCondition(call);
    checkMergePatch(call.body);
    const wanted = (base: StoredDocument): Document => {
      const merged = mergePatch(withoutStorageFields(base) as unknown as JsonValue, call.body) as unknown as Document;
      checkIdentity(id, merged);
      return merged;
    };
    return writtenResponse(call, await writeOne(call, { id, wanted, ifMatch }), 200);
  },
});

const remove = defineRoute({
  method: 'DELETE',
  path: '/{kind}/{key}',
  summary: 'Delete a document that no other references.',
  query: WRITE_QUERY,
  headers: ['If-Match', 'Idempotency-Key'],
  permission: 'write',
  answers: { 200: PREVIEW, 204: null },
  async handle(call) {
    const done = await writeOne(call, { id: idOf(call.params), wanted: undefined, ifMatch: requiredCondition(call) });
    return 'preview' in done ? { body: done.preview } : { status: 204, headers: writtenHeaders(done) };
  },
});

export const WRITE_DOCUMENT_ROUTES = {
  'POST /{kind}': create,
  'PUT /{kind}/{key}': replace,
  'PATCH /{kind}/{key}': patch,
  'DELETE /{kind}/{key}': remove,
} as const;
