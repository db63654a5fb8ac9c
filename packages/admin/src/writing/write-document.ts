import { isFlagstaffError } from '@flagstaff/core';
import type { DocumentId, StoredDocument } from '@flagstaff/core';
import type { Authorship, Change } from '@flagstaff/core/management';
import { jsonResponse } from '@flagstaff/http/endpoint';
import { Type } from '../schemas/type.ts';
import { documentResponse } from '../answers/document-response.ts';
import { documentEtag, matchesIfMatch } from '../answers/etag.ts';
import { documentMissing } from '../answers/missing.ts';
import { problem } from '../answers/problem.ts';
import type { Call } from '../routing/route.ts';
import { COMMENT, STORED } from '../schemas/common.ts';
import { PREVIEW } from '../schemas/preview.ts';
import type { Preview } from '../schemas/preview.ts';
import { commitChanges, writtenHeaders } from './commit-changes.ts';
import type { Written } from './commit-changes.ts';
import { staleDocument } from './conflict.ts';
import type { Wanted } from './conflict.ts';
import { previewChanges } from './preview.ts';
import { earlierCommit, writeContext } from './write-context.ts';

/** The query of every write of one document. */
export const WRITE_QUERY = {
  comment: Type.Optional(COMMENT),
  dryRun: Type.Optional(Type.Boolean({ description: 'Return a preview, and write nothing.' })),
};

export const STORED_OR_PREVIEW = Type.Unsafe<StoredDocument | Preview>(Type.Union([STORED, PREVIEW]));

export type WriteCall = Call<{ readonly comment?: string; readonly dryRun?: boolean }>;

/** What a write did, or would do. */
export type Outcome = Written | { readonly preview: Preview };

/** A write of one document, on condition of the version that the client read. */
export interface SingleWrite {
  readonly id: DocumentId;
  /** What to write. Undefined to delete. */
  readonly wanted: Wanted;
  /** Null to create the document. */
  readonly ifMatch: string | null;
}

/** Writes a document, or previews the write. @throws {Error} 404 or 412 when the document is not what the client read. */
export async function writeOne(call: WriteCall, write: SingleWrite): Promise<Outcome> {
  const { id, wanted, ifMatch } = write;
  const by = writeContext(call, call.query);
  if (ifMatch === null) return commitOne(call, write, by, changeOf(id, wanted, undefined, 0));
  const base = await baseOf(call, id, by);
  if (base === undefined) throw documentMissing(id);
  if (!matchesIfMatch(ifMatch, await documentEtag(base))) {
    throw await staleDocument(call, id, { ifMatch, current: base, wanted });
  }
  return commitOne(call, write, by, changeOf(id, wanted, base, base.version));
}

/** Writes a document on the condition of `replaceOrCreate`, and responds with it. @throws {Error} 404 or 412, as `writeOne`. */
export async function putOne(call: WriteCall, write: SingleWrite): Promise<Response> {
  const isNew = write.ifMatch === null;
  const done = await writeOne(call, write).catch((error: unknown) => {
    throw isNew && isFlagstaffError(error, 'VERSION_CONFLICT') ? alreadyExists(412, write.id) : error;
  });
  return writtenResponse(call, done, isNew ? 201 : 200);
}

/** Returns the error for a document that was to be created: 412 when the client sent that as a condition. */
export function alreadyExists(status: 409 | 412, id: DocumentId): Error {
  return problem({ status, code: 'ALREADY_EXISTS', detail: `${id} exists already.` });
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

/** Responds with the document that a write made. */
export async function writtenResponse(call: Call, done: Outcome, status: 200 | 201): Promise<Response> {
  if ('preview' in done) return jsonResponse(200, done.preview);
  const { after } = done.changes[0]!;
  const headers = {
    ...writtenHeaders(done),
    ...(status === 201 ? { location: `${call.base}/${call.params['kind']}/${after!.key}` } : {}),
  };
  return documentResponse(call, after!, { status: done.replayed === true ? 200 : status, headers });
}

/** Returns the `If-Match` of a request, or null with `If-None-Match: *`. @throws {Error} 428 without either. */
export function replaceOrCreate(call: Pick<Call, 'request'>): string | null {
  return call.request.headers.get('if-none-match') === '*' ? null : requiredCondition(call);
}

/** @throws {Error} 428 without `If-Match`: an optional condition is none. */
export function requiredCondition({ request }: Pick<Call, 'request'>): string {
  const ifMatch = request.headers.get('if-match');
  if (ifMatch !== null) return ifMatch;
  throw problem({
    status: 428,
    code: 'PRECONDITION_REQUIRED',
    detail: 'Send the ETag of the document that you read as `If-Match`, or `If-None-Match: *` to create it.',
  });
}
