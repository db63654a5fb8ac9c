import { Type } from '../schemas/type.ts';
import type { Static } from 'typebox';
import type { FlagDocument, Override } from '@flagstaff/core';
import type { Change, Commit, SubjectOverride } from '@flagstaff/core/management';
import { strongEtag } from '@flagstaff/http/endpoint';
import { matchesIfMatch } from '../answers/etag.ts';
import { problem } from '../answers/problem.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { flagIn } from '../documents.ts';
import type { StoredFlag } from '../documents.ts';
import { changedFields } from '../changed-fields.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, COMMENT, INSTANT, KEY } from '../schemas/common.ts';
import { COMMIT } from '../schemas/commits.ts';
import { named } from '../schemas/named.ts';
import { shownCommit } from '../shown-commit.ts';
import { commitEdit } from '../writing/commit-edit.ts';
import type { EditDocuments } from '../writing/commit-edit.ts';
import { earlierCommit, writeContext } from '../writing/write-context.ts';

const ATTRIBUTE = Type.String({ minLength: 1, maxLength: 256 });
const SUBJECT = closed({ attribute: ATTRIBUTE, value: Type.Union([Type.String({ maxLength: 1_024 }), Type.Number()]) });
type Subject = Static<typeof SUBJECT>;

const OVERRIDE = named<SubjectOverride>(
  'SubjectOverride',
  closed({
    flag: Type.String(),
    environment: Type.Optional(Type.String()),
    serve: Type.String(),
    expires: Type.Optional(Type.String()),
    expired: Type.Boolean(),
  }),
);

/** Null when there was nothing to write. */
const DONE = closed({ commit: Type.Union([COMMIT, Type.Null()]) });

const list = defineRoute({
  method: 'GET',
  path: '/overrides',
  summary: 'List the overrides of a subject in all flags.',
  query: { attribute: ATTRIBUTE, value: Type.String({ maxLength: 1_024 }) },
  answers: { 200: closed({ items: Type.Array(OVERRIDE) }) },
  async handle({ query, request, access, service }) {
    if (!access.mayAnywhere('write') && service.management.describe().isPrivate(query.attribute))
      throw privateSubject();
    return taggedResponse(request, { items: await service.management.overridesOf(query) });
  },
});

function privateSubject(): Error {
  return problem({
    status: 403,
    code: 'PERMISSION_DENIED',
    detail: 'The values of this attribute are private. This needs the permission "write".',
  });
}

const SERVE = Type.Union([Type.String(), closed({ serve: Type.String(), expires: Type.Optional(INSTANT) })]);

const pin = defineRoute({
  method: 'PUT',
  path: '/overrides',
  summary: 'Pin a subject to variants of several flags, in one commit.',
  headers: ['If-Match', 'Idempotency-Key'],
  permission: 'write',
  body: closed({
    subject: SUBJECT,
    overrides: Type.Record(Type.String(), SERVE),
    comment: Type.Optional(COMMENT),
  }),
  answers: { 200: DONE },
  async handle(call) {
    const { subject, overrides, comment } = call.body;
    return write(call, subject, { comment }, (documents) =>
      Object.entries(overrides).map(([key, override]) => ({
        type: 'set',
        document: pinned(flagIn(documents, key), subject, override),
      })),
    );
  },
});

const remove = defineRoute({
  method: 'POST',
  path: '/overrides/remove',
  summary: 'Remove the overrides of a subject, in all flags or some.',
  headers: ['If-Match', 'Idempotency-Key'],
  permission: 'write',
  body: closed({ subject: SUBJECT, flags: Type.Optional(Type.Array(KEY)), comment: Type.Optional(COMMENT) }),
  answers: { 200: DONE },
  async handle(call) {
    const { subject, flags, comment } = call.body;
    return write(call, subject, { comment }, (documents) =>
      documents.of('flag').flatMap((flag): Change[] => {
        const document = withoutSubject(flag, subject);
        if (flags?.includes(flag.key) === false || changedFields(flag, document).length === 0) return [];
        return [{ type: 'set', document }];
      }),
    );
  },
});

const removeExpired = defineRoute({
  method: 'POST',
  path: '/overrides/remove-expired',
  summary: 'Remove overrides that expired more than an hour ago. They are ignored already.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({ comment: Type.Optional(COMMENT) }),
  answers: { 200: DONE },
  async handle(call) {
    const authorship = writeContext(call, call.body);
    return done(call, await call.service.management.removeExpiredOverrides(authorship));
  },
});

function done(call: Call, commit: Commit | undefined): { readonly body: object } {
  return { body: { commit: commit === undefined ? null : shownCommit(call, commit) } };
}

/** Writes overrides of a subject, on condition of the ETag of `GET /overrides` if one is given. */
async function write(
  call: Call,
  subject: Subject,
  options: { readonly comment?: string | undefined },
  edit: EditDocuments,
): Promise<{ readonly body: object }> {
  const by = writeContext(call, options);
  return done(
    call,
    await commitEdit(call, by, async (documents, now) => {
      if ((await earlierCommit(call, by)) === undefined) await checkTag(call, subject);
      return edit(documents, now);
    }),
  );
}

/** @throws {Error} 412 when the subject's overrides have changed since they were read. */
async function checkTag({ request, service }: Call, subject: Subject): Promise<void> {
  const ifMatch = request.headers.get('if-match');
  if (ifMatch === null) return;
  const tag = await strongEtag(JSON.stringify({ items: await service.management.overridesOf(subject) }));
  if (matchesIfMatch(ifMatch, tag)) return;
  const detail = 'The overrides of the subject have changed since they were read. Read them again.';
  throw problem({ status: 412, code: 'VERSION_CONFLICT', detail, headers: { etag: tag } });
}

function isAbout({ attribute, value }: Override, subject: Subject): boolean {
  return attribute === subject.attribute && String(value) === String(subject.value);
}

function withoutSubject(flag: StoredFlag, subject: Subject): FlagDocument {
  const without = <T extends { readonly overrides?: readonly Override[] }>(part: T): T =>
    part.overrides === undefined
      ? part
      : { ...part, overrides: part.overrides.filter((override) => !isAbout(override, subject)) };
  const { environments = {} } = flag;
  const patches = Object.entries(environments).map(([key, patch]) => [key, without(patch)] as const);
  return {
    ...without(flag),
    ...(flag.environments === undefined ? {} : { environments: Object.fromEntries(patches) }),
  };
}

function pinned(flag: StoredFlag, subject: Subject, given: Static<typeof SERVE>): FlagDocument {
  const { attribute, value } = subject;
  const { serve, expires } = typeof given === 'string' ? { serve: given } : given;
  const override = { attribute, value, serve, ...(expires === undefined ? {} : { expires }) };
  const others = (flag.overrides ?? []).filter((each) => !isAbout(each, subject));
  return { ...flag, overrides: [...others, override] };
}

export const OVERRIDE_ROUTES = {
  'GET /overrides': list,
  'PUT /overrides': pin,
  'POST /overrides/remove': remove,
  'POST /overrides/remove-expired': removeExpired,
} as const;
