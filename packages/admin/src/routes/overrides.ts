import { Type } from '../schemas/type.ts';
import type { Static } from 'typebox';
import type { FlagDocument, Override } from '@flagstaff/core';
import type { Change, Commit, SubjectOverride } from '@flagstaff/core/management';
import { problem } from '../answers/problem.ts';
import type { StoredFlag } from '../flag-cells.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, COMMENT, INSTANT, KEY } from '../schemas/common.ts';
import { COMMIT } from '../schemas/commits.ts';
import { named } from '../schemas/named.ts';
import { shownCommit } from '../shown-commit.ts';
import { checkPermission } from '../writing/check-permission.ts';
import { writeContext } from '../writing/write-context.ts';

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
  async handle({ query, access, service }) {
    if (!access.mayAnywhere('write') && service.management.describe().isPrivate(query.attribute))
      throw privateSubject();
    return { body: { items: await service.management.overridesOf(query) } };
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
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({
    subject: SUBJECT,
    overrides: Type.Record(Type.String(), SERVE),
    comment: Type.Optional(COMMENT),
  }),
  answers: { 200: DONE },
  async handle(call) {
    const { subject, overrides, comment } = call.body;
    const authorship = writeContext(call, { comment });
    await checkFlags(call, Object.keys(overrides), (flag) => pinned(flag, subject, overrides[flag.key]!));
    return done(call, await call.service.management.setOverrides(subject, overrides, authorship));
  },
});

const remove = defineRoute({
  method: 'POST',
  path: '/overrides/remove',
  summary: 'Remove the overrides of a subject, in all flags or some.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({ subject: SUBJECT, flags: Type.Optional(Type.Array(KEY)), comment: Type.Optional(COMMENT) }),
  answers: { 200: DONE },
  async handle(call) {
    const { subject, flags, comment } = call.body;
    const authorship = writeContext(call, { comment });
    const { management } = call.service;
    const present = (await management.overridesOf(subject)).map(({ flag }) => flag);
    const keys = present.filter((key) => flags === undefined || flags.includes(key));
    await checkFlags(call, keys, (flag) => withoutSubject(flag, subject));
    return done(call, await management.removeOverrides(subject, { ...authorship, ...(flags && { keys: flags }) }));
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

/** Checks that the caller may edit flags. Flags that do not exist are left to core. */
async function checkFlags(
  call: Call,
  keys: readonly string[],
  edit: (flag: StoredFlag) => FlagDocument,
): Promise<void> {
  const documents = await call.service.documents();
  const changes = keys.flatMap((key): Change[] => {
    const flag = documents.byId.get(`flag:${key}`);
    return flag?.kind === 'flag' ? [{ type: 'set', document: edit(flag) }] : [];
  });
  if (changes.length > 0) await checkPermission(call, documents, changes);
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
