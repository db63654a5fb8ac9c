import { Type } from '../schemas/type.ts';
import type { DocumentId, SegmentDocument, StoredDocument } from '@flagstaff/core';
import { documentMissing } from '../answers/missing.ts';
import { problem } from '../answers/problem.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, NEXT, PAGE_QUERY } from '../schemas/common.ts';
import { checkAdministration, checkEverywhere } from '../writing/check-permission.ts';
import { writeContext } from '../writing/write-context.ts';

const MEMBERS = Type.Array(Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Type.Number()]), {
  maxItems: 10_000,
});

/** @throws {Error} 404 when the segment does not exist. */
async function segmentOf({
  params,
  service,
}: Pick<Call, 'params' | 'service'>): Promise<StoredDocument & SegmentDocument> {
  const id: DocumentId = `segment:${params['key']!}`;
  const document = (await service.documents()).byId.get(id);
  if (document?.kind === 'segment') return document;
  throw documentMissing(id);
}

const list = defineRoute({
  method: 'GET',
  path: '/segments/{key}/members',
  summary: 'List the stored members of a segment.',
  query: PAGE_QUERY,
  answers: { 200: closed({ items: Type.Array(Type.String()), next: NEXT }) },
  async handle(call) {
    const { access, service, query } = call;
    const { key, by = 'targetingKey' } = await segmentOf(call);
    if (!access.mayAnywhere('write') && service.management.describe().isPrivate(by)) {
      const detail = 'The values of this attribute are private. This needs the permission "write".';
      throw problem({ status: 403, code: 'PERMISSION_DENIED', detail });
    }
    return { body: await service.management.members(key, query) };
  },
});

const change = defineRoute({
  method: 'POST',
  path: '/segments/{key}/members',
  summary: 'Add and remove stored members. Not part of the history; a repetition has no further effect.',
  permission: 'write',
  body: closed({ add: Type.Optional(MEMBERS), remove: Type.Optional(MEMBERS) }),
  answers: { 204: null },
  async handle(call) {
    const { add = [], remove = [] } = call.body;
    checkWritable(call);
    const { key } = await segmentOf(call);
    checkEverywhere(call, await call.service.documents(), `segment:${key}`);
    const { management } = call.service;
    if (add.length > 0) await management.addMembers(key, add);
    if (remove.length > 0) await management.removeMembers(key, remove);
    return { status: 204 };
  },
});

const clear = defineRoute({
  method: 'DELETE',
  path: '/segments/{key}/members',
  summary: 'Remove all stored members of a segment.',
  permission: 'administer',
  answers: { 204: null },
  async handle(call) {
    checkWritable(call);
    checkAdministration(call, 'The removal of all members');
    await call.service.management.removeMembers(call.params['key']!, 'all');
    return { status: 204 };
  },
});

/** Members have no history, so no comment is required. */
function checkWritable(call: Call): void {
  writeContext(call, { comment: 'Members.' });
}

export const MEMBER_ROUTES = {
  'GET /segments/{key}/members': list,
  'POST /segments/{key}/members': change,
  'DELETE /segments/{key}/members': clear,
} as const;
