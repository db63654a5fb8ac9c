import { Type } from '../schemas/type.ts';
import { isFlagstaffError } from '@flagstaff/core';
import type { Document, DocumentId, JsonValue, StoredDocument } from '@flagstaff/core';
import type { Authorship, Change } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { jsonResponse } from '@flagstaff/http/endpoint';
import { documentEtag, matchesIfMatch } from '../answers/etag.ts';
import { problem } from '../answers/problem.ts';
import { idOf } from '../documents.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { COMMENT, DOCUMENT, STORED } from '../schemas/common.ts';
import { PREVIEW } from '../schemas/preview.ts';
import type { Preview } from '../schemas/preview.ts';
import { commitChanges, writtenHeaders } from '../writing/commit-changes.ts';
import type { Written } from '../writing/commit-changes.ts';
import { staleDocument } from '../writing/conflict.ts';
import type { Wanted } from '../writing/conflict.ts';
import { checkMergePatch, mergePatch } from '../writing/merge-patch.ts';
import { previewChanges } from '../writing/preview.ts';
import { earlierCommit, writeContext } from '../writing/write-context.ts';
import { documentResponse } from './read-documents.ts';

const QUERY = {
  comment: Type.Optional(COMMENT),
  dryRun: Type.Optional(Type.Boolean({ description: 'Return a preview, and write nothing.' })),
};

const STORED_OR_PREVIEW = Type.Unsafe<StoredDocument | Preview>(Type.Union([STORED, PREVIEW]));

type WriteCall = Call<{ readonly comment?: string; readonly dryRun?: boolean }>;

/** What a write did, or would do. */
type Outcome = Written | { readonly preview: Preview };

/** The body as far as an envelope can tell: core's parser decides. */
const OBJECT = Type.Unsafe<Document>({ type: 'object', ...DOCUMENT });

/** A write of one document, on condition of the version that the client read. */
interface SingleWrite {
  readonly id: DocumentId;
  /** What to write. Undefined to delete. */
  readonly wanted: Wanted;
  /** Null to create the document. */
  readonly ifMatch: string | null;
}

async function writeOne(call: WriteCall, write: SingleWrite): Promise<Outcome> {
  const { id, wanted, ifMatch } = write;
  const by = writeContext(call, call.query);
  const base = await baseOf(call, id, by);
  if (ifMatch === null) return commitOne(call, write, by, changeOf(id, wanted, undefined, 0));
  if (base === undefined) throw problem({ status: 404, code: 'DOCUMENT_NOT_FOUND', detail: `${id} does not exist.` });
  if (!matchesIfMatch(ifMatch, await documentEtag(base))) {
    throw await staleDocument(call, id, { ifMatch, current: base, wanted });
  }
  return commitOne(call, write, by, changeOf(id, wanted, base, base.version));
}

/** Returns the document that the change is made for: what the earlier commit of the same key replaced, or what there is now. */
async function baseOf(call: Call, id: DocumentId, by: Authorship): Promise<StoredDocument | undefined> {
  const documents = await call.service.documents();
  const change = (await earlierCommit(call, by))?.changes.find((each) => each.id === id);
  if (change !== undefined) return change.before ?? undefined;
  return documents.byId.get(id);
}

function changeOf(id: DocumentId, wanted: Wanted, base: StoredDocument | undefined, ifVersion: number): Change {
  // A document that is created is complete: nothing is taken from a base.
  if (wanted !== undefined) return { type: 'set', document: wanted(base as StoredDocument), ifVersion };
  return { type: 'delete', id, ifVersion };
}

async function commitOne(
  call: WriteCall,
  { id, wanted, ifMatch }: SingleWrite,
  by: Authorship,
  change: Change,
): Promise<Outcome> {
  if (call.query.dryRun === true) return { preview: await previewChanges(call, [change]) };
  try {
    return await commitChanges(call, by, [change]);
  } catch (error) {
    // Another writer was faster.
    if (ifMatch === null || !isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
    const current = (await call.service.documents()).byId.get(id);
    throw current === undefined ? error : await staleDocument(call, id, { ifMatch, current, wanted });
  }
}

async function writtenResponse(call: Call, done: Outcome, status: 200 | 201): Promise<Response> {
  if ('preview' in done) return jsonResponse(200, done.preview);
  const { after } = done.changes[0]!;
  const headers = {
    ...writtenHeaders(done),
    ...(status === 201 ? { location: `${call.base}/${call.params['kind']}/${after!.key}` } : {}),
  };
  return documentResponse(call, after!, { status: done.replayed === true ? 200 : status, headers });
}

/** @throws {Error} 428 without `If-Match`: an optional condition is none. */
function requiredCondition({ request }: Pick<Call, 'request'>): string {
  const ifMatch = request.headers.get('if-match');
  if (ifMatch !== null) return ifMatch;
  throw problem({
    status: 428,
    code: 'PRECONDITION_REQUIRED',
    detail: 'Send the ETag of the document that you read as `If-Match`, or `If-None-Match: *` to create it.',
  });
}

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
  query: QUERY,
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: OBJECT,
  answers: { 200: STORED_OR_PREVIEW, 201: STORED },
  async handle(call) {
    const { body, params } = call;
    const { key } = body as Partial<Document>;
    const id = idOf({ ...params, key: typeof key === 'string' ? key : '' });
    checkIdentity(id, body);
    const done = await writeOne(call, { id, wanted: () => body, ifMatch: null }).catch((error: unknown) => {
      if (!isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
      throw problem({ status: 409, code: 'ALREADY_EXISTS', detail: `${id} exists already.` });
    });
    return writtenResponse(call, done, 201);
  },
});

const replace = defineRoute({
  method: 'PUT',
  path: '/{kind}/{key}',
  summary: 'Replace a document, or create it with `If-None-Match: *`.',
  query: QUERY,
  headers: ['If-Match', 'If-None-Match', 'Idempotency-Key'],
  permission: 'write',
  body: OBJECT,
  answers: { 200: STORED_OR_PREVIEW, 201: STORED },
  async handle(call) {
    const id = idOf(call.params);
    checkIdentity(id, call.body);
    const isNew = call.request.headers.get('if-none-match') === '*';
    const ifMatch = isNew ? null : requiredCondition(call);
    const done = await writeOne(call, { id, wanted: () => call.body, ifMatch }).catch((error: unknown) => {
      if (!isNew || !isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
      throw problem({ status: 412, code: 'ALREADY_EXISTS', detail: `${id} exists already.` });
    });
    return writtenResponse(call, done, isNew ? 201 : 200);
  },
});

const PATCH_BODY = Type.Unsafe<{ readonly [name: string]: JsonValue }>(Type.Object({}));

const patch = defineRoute({
  method: 'PATCH',
  path: '/{kind}/{key}',
  summary: 'Change members of a document by a JSON merge patch.',
  query: QUERY,
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
  query: QUERY,
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
