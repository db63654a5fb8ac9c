import { Type } from '../schemas/type.ts';
import { addScheduled, pendingChangesIn, replaceScheduled } from '@flagstaff/core/management';
import type { Change, PlacedChange } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { visibleJson } from '../answers/masked.ts';
import { environmentMissing } from '../answers/missing.ts';
import { problem } from '../answers/problem.ts';
import { flagIn } from '../documents.ts';
import type { Documents, StoredFlag } from '../documents.ts';
import { instantOf } from '../listing.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call, Reply } from '../routing/route.ts';
import { closed, INSTANT, KEY, NULLABLE_REVISION } from '../schemas/common.ts';
import { COMMIT } from '../schemas/commits.ts';
import type { ShownCommit } from '../schemas/commits.ts';
import { PREVIEW } from '../schemas/preview.ts';
import type { Preview } from '../schemas/preview.ts';
import { CHANGED_FIELDS, SCHEDULE, TIMELINE } from '../schemas/schedule.ts';
import { scheduleId } from '../schedule-id.ts';
import { shownCommit } from '../shown-commit.ts';
import { timelineOf } from '../timeline.ts';
import { commitEdit, pinned } from '../writing/commit-edit.ts';
import { writtenHeaders } from '../writing/commit-changes.ts';
import { previewChanges } from '../writing/preview.ts';
import { writeContext } from '../writing/write-context.ts';
import { WRITE_QUERY } from '../writing/write-document.ts';
import type { WriteCall } from '../writing/write-document.ts';

const list = defineRoute({
  method: 'GET',
  path: '/schedule',
  summary: 'List pending scheduled changes in the order they take effect.',
  query: { flag: Type.Optional(KEY) },
  answers: { 200: closed({ items: SCHEDULE }) },
  async handle(call) {
    const { query, service } = call;
    const pending = await service.management.pendingChanges(query.flag);
    const items = await Promise.all(pending.map(async (change) => ({ id: await scheduleId(change), ...change })));
    return { body: { items: visibleJson(call, items) } };
  },
});

const COMMIT_OR_PREVIEW = Type.Unsafe<ShownCommit | Preview>(Type.Union([COMMIT, PREVIEW]));

/** Returns a flag with an edited schedule, given what is past. */
type EditSchedule = (documents: Documents, now: Date) => Promise<StoredFlag>;

/** Writes one flag with an edited schedule. */
async function write(call: WriteCall, edit: EditSchedule): Promise<Reply> {
  const by = writeContext(call, call.query);
  const changes = async (documents: Documents, now: Date): Promise<readonly Change[]> => [
    { type: 'set', document: withoutStorageFields(await edit(documents, now)) },
  ];
  if (call.query.dryRun === true) {
    const documents = await call.service.documents();
    return { body: await previewChanges(call, pinned(await changes(documents, new Date()), documents)) };
  }
  const done = (await commitEdit(call, by, changes))!;
  return { body: shownCommit(call, done), headers: writtenHeaders(done) };
}

/** Returns the pending change with the id of the path. @throws {Error} 409 when it is not pending. */
async function pendingChange(
  { params }: Pick<Call, 'params'>,
  documents: Documents,
  now: Date,
): Promise<{ readonly flag: StoredFlag; readonly change: PlacedChange }> {
  for (const flag of documents.of('flag')) {
    for (const change of pendingChangesIn(flag, now)) {
      if ((await scheduleId(change)) === params['id']) return { flag, change };
    }
  }
  throw problem({
    status: 409,
    code: 'CHANGE_NOT_PENDING',
    detail: 'The change has taken effect or was removed. List the pending changes again.',
  });
}

/** @throws {Error} 400 when the instant is past. */
function checkFuture(at: string, now: Date): void {
  if (instantOf(at) > now.getTime()) return;
  throw problem({ status: 400, code: 'INVALID_REQUEST', detail: '`at` is past. Write the flag itself.' });
}

const add = defineRoute({
  method: 'POST',
  path: '/schedule',
  summary: 'Schedule a change of a flag, or of a flag in an environment.',
  query: WRITE_QUERY,
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({ flag: KEY, environment: Type.Optional(KEY), at: INSTANT, set: CHANGED_FIELDS }),
  answers: { 200: COMMIT_OR_PREVIEW },
  async handle(call) {
    const { flag, environment, at } = call.body;
    return write(call, async (documents, now) => {
      checkFuture(at, now);
      if (environment !== undefined && !documents.byId.has(`environment:${environment}`)) {
        throw environmentMissing(environment);
      }
      return addScheduled(flagIn(documents, flag), call.body, documents.byId);
    });
  },
});

const replace = defineRoute({
  method: 'PUT',
  path: '/schedule/{id}',
  summary: 'Replace a pending change.',
  query: WRITE_QUERY,
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({ at: INSTANT, set: CHANGED_FIELDS }),
  answers: { 200: COMMIT_OR_PREVIEW },
  async handle(call) {
    const { at, set } = call.body;
    return write(call, async (documents, now) => {
      checkFuture(at, now);
      const { flag, change } = await pendingChange(call, documents, now);
      return replaceScheduled(flag, change, [{ at, set }])!;
    });
  },
});

const cancel = defineRoute({
  method: 'DELETE',
  path: '/schedule/{id}',
  summary: 'Cancel a pending change.',
  query: WRITE_QUERY,
  headers: ['Idempotency-Key'],
  permission: 'write',
  answers: { 200: COMMIT_OR_PREVIEW },
  async handle(call) {
    return write(call, async (documents, now) => {
      const { flag, change } = await pendingChange(call, documents, now);
      return replaceScheduled(flag, change, [])!;
    });
  },
});

const timeline = defineRoute({
  method: 'POST',
  path: '/timeline',
  summary: 'Return what a flag is at each instant at which its dates change it.',
  body: closed({ flag: KEY, environment: Type.Optional(KEY), from: INSTANT, to: INSTANT }),
  answers: { 200: closed({ revision: NULLABLE_REVISION, items: TIMELINE }) },
  async handle(call) {
    const { flag, environment, from, to } = call.body;
    const documents = await call.service.documents();
    const stored = flagIn(documents, flag);
    const items = timelineOf(stored, { documents, environment, from: instantOf(from), to: instantOf(to) });
    if (items.length === 0) throw environmentMissing(environment!);
    return { body: { revision: documents.revision ?? null, items: visibleJson(call, items) } };
  },
});

export const SCHEDULE_ROUTES = {
  'GET /schedule': list,
  'POST /schedule': add,
  'PUT /schedule/{id}': replace,
  'DELETE /schedule/{id}': cancel,
  'POST /timeline': timeline,
} as const;
