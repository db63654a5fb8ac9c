import { Type } from '../schemas/type.ts';
import type { DefinitionDifference, FlagReport, PromoteOptions, Promotion } from '@flagstaff/core/management';
import type { StoredFlag } from '../documents.ts';
import { variantsIn } from '../listing.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, COMMENT, JSON_VALUE, KEY } from '../schemas/common.ts';
import { COMMIT } from '../schemas/commits.ts';
import { VARIANT_NAMES } from '../schemas/documents.ts';
import { COMPARISON } from '../schemas/environments.ts';
import { named } from '../schemas/named.ts';
import { shownCommit } from '../shown-commit.ts';
import { AUDIENCE, PREVIEW } from '../schemas/preview.ts';
import { checkAdministration, checkEverywhere } from '../writing/check-permission.ts';
import { changesBack } from '../writing/changes-back.ts';
import { writtenHeaders } from '../writing/commit-changes.ts';
import { previewChanges } from '../writing/preview.ts';
import { writeContext } from '../writing/write-context.ts';
import { writeReviewed } from '../writing/write-reviewed.ts';

const NULLABLE_COMMIT = Type.Union([COMMIT, Type.Null()]);
const KEYS = Type.Array(Type.String());

/** Overrides of a flag that are ignored. */
type ExpiredOverrides = { readonly flag: string; readonly count: number };

/** A settled flag, with the names of its variants. */
type Settled = FlagReport['settled'][number] & { readonly variants: readonly string[] };

const REPORT = named<
  Omit<FlagReport, 'settled'> & {
    readonly settled: readonly Settled[];
    readonly expiredOverrides: readonly ExpiredOverrides[];
  }
>(
  'FlagReport',
  closed({
    overdue: Type.Array(closed({ flag: Type.String(), removeBy: Type.String() })),
    settled: Type.Array(
      closed({ flag: Type.String(), variant: Type.String(), variants: VARIANT_NAMES, since: Type.String() }),
    ),
    absent: KEYS,
    undefined: KEYS,
    unused: KEYS,
    expiredOverrides: Type.Array(closed({ flag: Type.String(), count: Type.Integer() }), {
      description:
        'Flags with overrides that expired more than an hour ago, which `POST /overrides/remove-expired` removes.',
    }),
  }),
);

const report = defineRoute({
  method: 'GET',
  path: '/report',
  summary: "Return flags that need attention, in this process's environment.",
  query: { settledAfterDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })) },
  answers: { 200: REPORT },
  async handle({ query, service }) {
    const documents = await service.documents();
    const found = service.management.report(query);
    const settled = found.settled.map((entry) => ({ ...entry, variants: variantsIn(documents.byId, entry.flag) }));
    const { rejected } = service.management.describe();
    const expiredOverrides = documents
      .of('flag')
      .flatMap((flag) => (rejected.includes(`flag:${flag.key}`) ? [] : (expiredIn(flag) ?? [])));
    return { body: { ...found, settled, expiredOverrides } };
  },
});

const RESTORED = closed({
  id: Type.String(),
  effect: Type.Union([Type.Literal('created'), Type.Literal('changed'), Type.Literal('deleted')]),
});

const HOUR_MS = 3_600_000;

/** Returns a flag's overrides that can be removed. Undefined when there are none. */
function expiredIn({ key, overrides = [], environments = {} }: StoredFlag): ExpiredOverrides | undefined {
  const all = [overrides, ...Object.values(environments).map((patch) => patch.overrides ?? [])].flat();
  const until = Date.now() - HOUR_MS;
  const { length } = all.filter(({ expires }) => expires !== undefined && Date.parse(expires) <= until);
  return length === 0 ? undefined : { flag: key, count: length };
}

const rollback = defineRoute({
  method: 'POST',
  path: '/rollback',
  summary: 'Commit all documents as they were at a revision.',
  headers: ['Idempotency-Key'],
  permission: 'administer',
  query: { dryRun: Type.Optional(Type.Boolean({ description: 'Return a preview, and write nothing.' })) },
  body: closed({
    to: Type.Integer({ minimum: 1 }),
    comment: Type.Optional(COMMENT),
    audience: Type.Optional(AUDIENCE),
  }),
  answers: {
    200: closed({
      commit: NULLABLE_COMMIT,
      documents: Type.Array(RESTORED, { description: 'What happens to which document. Empty unless it is a dry run.' }),
      preview: Type.Union([PREVIEW, Type.Null()], { description: 'Null unless it is a dry run.' }),
    }),
  },
  async handle(call) {
    const { service, body, query } = call;
    const { to, comment, audience = false } = body;
    const { dryRun = false } = query;
    const authorship = writeContext(call, { comment, dryRun });
    checkAdministration(call, 'A rollback of the store');
    if (dryRun) {
      const restored = changesBack(await service.documents(), await service.documents(to));
      const sample = audience ? await service.audience() : undefined;
      const changes = restored.map(({ change }) => change);
      const preview = await previewChanges(call, changes, { sample });
      return { body: { commit: null, documents: restored.map(({ id, effect }) => ({ id, effect })), preview } };
    }
    const commit = await service.management.rollback(to, authorship);
    return {
      body: { commit: commit === undefined ? null : shownCommit(call, commit), documents: [], preview: null },
      ...(commit === undefined ? {} : { headers: writtenHeaders(commit) }),
    };
  },
});

const promote = defineRoute({
  method: 'POST',
  path: '/promotions',
  summary: 'Make the flags in one environment serve what they serve in another.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  query: { dryRun: Type.Optional(Type.Boolean()) },
  body: closed({
    from: Type.Optional(KEY),
    to: KEY,
    flags: Type.Optional(Type.Array(KEY, { maxItems: 10_000 })),
    comparison: Type.Optional(COMPARISON),
    comment: Type.Optional(COMMENT),
    audience: Type.Optional(AUDIENCE),
  }),
  answers: {
    200: closed({
      comparison: COMPARISON,
      commit: NULLABLE_COMMIT,
      preview: Type.Union([PREVIEW, Type.Null()], { description: 'Null unless it is a dry run.' }),
    }),
  },
  async handle(call) {
    const { from, to, flags, comparison, comment, audience = false } = call.body;
    const { dryRun = false } = call.query;
    const authorship = writeContext(call, { comment, dryRun });
    const options = {
      to,
      ...(from === undefined ? {} : { from }),
      ...(flags === undefined ? {} : { keys: flags }),
      ...(comparison === undefined ? {} : { comparison }),
    };
    if (dryRun) {
      const planned = await call.service.management.promote({ ...options, dryRun });
      const sample = audience ? await call.service.audience() : undefined;
      const preview = await previewChanges(call, planned.changes, { sample });
      return { body: { comparison: planned.comparison, commit: null, preview } };
    }
    const { comparison: promoted, commit } = await promoteChecked(call, { ...options, ...authorship });
    if (commit === undefined) return { body: { comparison: promoted, commit: null, preview: null } };
    return {
      body: { comparison: promoted, commit: shownCommit(call, commit), preview: null },
      headers: writtenHeaders(commit),
    };
  },
});

/** Promotes where the caller may. Protection is a matter of permissions here. */
async function promoteChecked(call: Call, options: PromoteOptions): Promise<Promotion> {
  const { management } = call.service;
  return writeReviewed(call, options, {
    review: async () => (await management.promote({ ...options, dryRun: true })).changes,
    write: async (changes) => management.promote({ ...options, ...(changes && { changes }), force: true }),
  });
}

const DIFFERENCES = Type.Array(
  closed({ flag: Type.String(), field: Type.String(), defined: JSON_VALUE, stored: JSON_VALUE }),
);

const definitions = defineRoute({
  method: 'GET',
  path: '/definitions',
  summary: 'Return the flags that this program defines and the store lacks, and how the others differ.',
  answers: { 200: closed({ missing: KEYS, differing: DIFFERENCES }) },
  async handle({ service }) {
    const { created, differing } = await service.management.sync(undefined, { dryRun: true });
    return { body: { missing: created, differing: shownDifferences(differing) } };
  },
});

const define = defineRoute({
  method: 'POST',
  path: '/definitions',
  summary: 'Create the flags that this program defines and the store lacks.',
  headers: ['Idempotency-Key'],
  permission: 'write',
  body: closed({ comment: Type.Optional(COMMENT) }),
  answers: { 200: closed({ commit: NULLABLE_COMMIT, created: KEYS, differing: DIFFERENCES }) },
  async handle(call) {
    const { management } = call.service;
    const authorship = writeContext(call, call.body);
    const missing = await management.sync(undefined, { dryRun: true });
    const documents = await call.service.documents();
    for (const id of missing.created) checkEverywhere(call, documents, id);
    const { commit, created, differing } = await management.sync(undefined, authorship);
    return {
      body: {
        commit: commit === undefined ? null : shownCommit(call, commit),
        created,
        differing: shownDifferences(differing),
      },
    };
  },
});

/** JSON has no undefined. */
function shownDifferences(differing: readonly DefinitionDifference[]): readonly object[] {
  return differing.map(({ flag, field, defined = null, stored = null }) => ({ flag, field, defined, stored }));
}

const ACTIVITY_COMMITS = 500;

const activity = defineRoute({
  method: 'GET',
  path: '/activity',
  summary: 'List who wrote lately, from the last commits.',
  answers: {
    200: closed({
      actors: Type.Array(closed({ actor: Type.String(), commits: Type.Integer(), last: Type.String() })),
    }),
  },
  async handle({ service }) {
    const { items } = await service.management.history({ limit: ACTIVITY_COMMITS });
    const actors = new Map<string, { actor: string; commits: number; last: string }>();
    for (const { actor, at } of items) {
      if (actor === undefined) continue;
      const known = actors.get(actor);
      if (known === undefined) actors.set(actor, { actor, commits: 1, last: at });
      else known.commits += 1;
    }
    return { body: { actors: [...actors.values()] } };
  },
});

export const UPKEEP_ROUTES = {
  'GET /report': report,
  'POST /rollback': rollback,
  'POST /promotions': promote,
  'GET /definitions': definitions,
  'POST /definitions': define,
  'GET /activity': activity,
} as const;
