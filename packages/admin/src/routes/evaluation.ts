import { Type } from '../schemas/type.ts';
import type { Document, EvaluationContext, Evaluator } from '@flagstaff/core';
import { explain } from '@flagstaff/core/explain';
import type { Explanation } from '@flagstaff/core/explain';
import type { ExplainFlagOptions } from '@flagstaff/core/management';
import { environmentMissing } from '../answers/missing.ts';
import { problem } from '../answers/problem.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { attributesIn } from '../attributes.ts';
import type { Documents } from '../documents.ts';
import { instantOf } from '../listing.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, DOCUMENT, INSTANT, KEY } from '../schemas/common.ts';
import { EVALUATION, EXPLANATION } from '../schemas/evaluation.ts';
import type { ShownAnswer } from '../schemas/evaluation.ts';
import { reference } from '../schemas/named.ts';
import { AUDIENCE, CONTEXT, DOCUMENT_PROBLEM, PREVIEW } from '../schemas/preview.ts';
import { previewChanges, problemOf } from '../writing/preview.ts';
import { CHANGE, changeOf } from './commits.ts';

const PAST_REVISION = Type.Optional(Type.Integer({ minimum: 1, description: 'The number of a past revision.' }));

const WHEN = { environment: Type.Optional(KEY), at: Type.Optional(INSTANT) };

/** Answers of one request: contexts times flags. */
const MAX_ANSWERS = 100_000;

interface Asked {
  readonly environment?: string;
  readonly at?: string;
}

/** Explanations run no hooks and report no exposures: nothing here counts as use. */
async function evaluatorOf(
  { service }: Pick<Call, 'service'>,
  context: EvaluationContext,
  { environment, at }: Asked,
  flags: readonly string[] | undefined,
): Promise<Evaluator> {
  const evaluator = service.flagstaff.forContext(context, {
    ...(environment === undefined ? {} : { environment }),
    ...(at === undefined ? {} : { at: new Date(instantOf(at)) }),
  });
  await evaluator.lookUpMembers(flags);
  return evaluator;
}

/** Returns the documents now. @throws {Error} 404 when they lack the environment. */
async function documentsWith({ service }: Pick<Call, 'service'>, { environment }: Asked): Promise<Documents> {
  const documents = await service.documents();
  if (environment === undefined || documents.byId.has(`environment:${environment}`)) return documents;
  throw environmentMissing(environment);
}

const evaluate = defineRoute({
  method: 'POST',
  path: '/evaluate',
  summary: 'Evaluate flags for contexts, now or at a past revision. Runs no hooks and reports no exposures.',
  body: closed({
    contexts: Type.Array(CONTEXT, { minItems: 1, maxItems: 1_000 }),
    flags: Type.Optional(Type.Array(KEY, { maxItems: 1_000 })),
    ...WHEN,
    revision: PAST_REVISION,
  }),
  answers: { 200: EVALUATION },
  async handle(call) {
    const { contexts, flags, revision, ...asked } = call.body;
    const documents = await (revision === undefined ? documentsWith(call, asked) : call.service.documents(revision));
    const keys = flags ?? documents.of('flag').map(({ key }) => key);
    if (keys.length * contexts.length > MAX_ANSWERS) {
      const detail = `A request may ask for ${MAX_ANSWERS} answers. Name fewer flags or contexts.`;
      throw problem({ status: 400, code: 'INVALID_REQUEST', detail });
    }
    if (revision !== undefined) {
      const answers = await call.service.management.evaluateAll(keys, contexts, explainOptions(call.body));
      const past = answers.map((row) => Object.fromEntries(row.map((details) => [details.flagKey, shown(details)])));
      return { body: { revision: documents.revision ?? null, rows: past } };
    }
    const rows: { readonly [flag: string]: ShownAnswer }[] = [];
    for (const context of contexts) {
      const evaluator = await evaluatorOf(call, context, asked, keys);
      rows.push(Object.fromEntries(keys.map((key) => [key, answerOf(evaluator, key)])));
    }
    return { body: { revision: documents.revision ?? null, rows } };
  },
});

function answerOf(evaluator: Evaluator, key: string): ShownAnswer {
  return shown(explain(evaluator, key).details);
}

function shown({ value, variant, reason, errorCode }: Explanation['details']): ShownAnswer {
  return {
    reason,
    ...(value === undefined ? {} : { value }),
    ...(variant === undefined ? {} : { variant }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

/** Fields of a body that asks with other documents than those of now. */
export const OTHER_DOCUMENTS = {
  revision: PAST_REVISION,
  drafts: Type.Optional(
    Type.Array(DOCUMENT, { maxItems: 20, description: 'Documents to evaluate with. They are not written.' }),
  ),
};

interface AskedOther {
  readonly environment?: string | null;
  readonly at?: string;
  readonly revision?: number;
  readonly drafts?: readonly Document[];
}

export function explainOptions({ environment, at, revision, drafts = [] }: AskedOther): ExplainFlagOptions {
  return {
    environment,
    revision,
    ...(at === undefined ? {} : { at: new Date(instantOf(at)) }),
    changes: drafts.map((document) => ({ type: 'set', document })),
  };
}

const ENVIRONMENT_OR_BASE = Type.Optional(
  Type.Union([KEY, Type.Null()], { description: 'Null for the documents without patches.' }),
);

const explained = defineRoute({
  method: 'POST',
  path: '/explain',
  summary: 'Explain what a flag serves a context, step by step: now, at a past revision, or with unsaved documents.',
  body: closed({ flag: KEY, context: CONTEXT, ...WHEN, environment: ENVIRONMENT_OR_BASE, ...OTHER_DOCUMENTS }),
  answers: { 200: EXPLANATION },
  async handle(call) {
    const { flag, context, environment, ...asked } = call.body;
    if (environment === null || asked.revision !== undefined || asked.drafts !== undefined) {
      return { body: await call.service.management.explain(flag, context, explainOptions(call.body)) };
    }
    const now = environment === undefined ? asked : { ...asked, environment };
    await documentsWith(call, now);
    return { body: explain(await evaluatorOf(call, context, now, [flag]), flag) };
  },
});

/** What a file may hold in place of a document: the answer says what is wrong with it. */
const ANYTHING = reference<Document>('Document');

const validate = defineRoute({
  method: 'POST',
  path: '/validate',
  summary: 'Return what is wrong with documents, together with those of the store. Writes nothing.',
  body: closed({ documents: Type.Array(ANYTHING, { minItems: 1, maxItems: 1_000 }) }),
  answers: { 200: closed({ valid: Type.Boolean(), problems: Type.Array(DOCUMENT_PROBLEM) }) },
  async handle({ body, service }) {
    const changes = body.documents.map((document) => ({ type: 'set', document }) as const);
    // No environment to compare in: only the faults matter.
    const { issues } = await service.management.preview(changes, { environments: [] });
    return { body: { valid: issues.length === 0, problems: issues.map(problemOf) } };
  },
});

const preview = defineRoute({
  method: 'POST',
  path: '/preview',
  summary: 'Return what changes would do: validity, affected environments, and who is served another variant.',
  body: closed({
    changes: Type.Array(CHANGE, { minItems: 1, maxItems: 1_000 }),
    contexts: Type.Optional(Type.Array(CONTEXT, { maxItems: 10_000 })),
    audience: Type.Optional(AUDIENCE),
    at: Type.Optional(INSTANT),
  }),
  answers: { 200: PREVIEW },
  async handle(call) {
    const { changes, contexts, audience, at } = call.body;
    const sample = audience === true ? await call.service.audience() : undefined;
    const options = { contexts, sample, at: at === undefined ? undefined : new Date(instantOf(at)) };
    return { body: await previewChanges(call, changes.map(changeOf), options) };
  },
});

/** Members of the application's sample that can be picked. */
const MAX_MEMBERS = 200;

const audience = defineRoute({
  method: 'GET',
  path: '/audience',
  summary:
    "Return the size of the application's sample of contexts, the names of its attributes, and some of its members.",
  answers: {
    200: closed({
      contexts: Type.Integer(),
      attributes: Type.Array(Type.String()),
      members: Type.Array(CONTEXT, { description: `The first ${MAX_MEMBERS} contexts. Empty for viewers.` }),
    }),
  },
  async handle({ access, service }) {
    const sample = (await service.audience()) ?? [];
    const attributes = [...new Set(sample.flatMap((context) => Object.keys(context)))].sort();
    // Viewers see no single users.
    const members = access.mayAnywhere('write') ? sample.slice(0, MAX_MEMBERS) : [];
    return { body: { contexts: sample.length, attributes, members } };
  },
});

const attributes = defineRoute({
  method: 'GET',
  path: '/contexts/attributes',
  summary: "List the attributes that documents and the application's sample of contexts mention, with example values.",
  answers: {
    200: closed({
      items: Type.Array(
        closed({
          name: Type.String(),
          values: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
        }),
      ),
    }),
  },
  async handle({ access, request, service }) {
    const mayWrite = access.mayAnywhere('write');
    const { isPrivate } = service.management.describe();
    // Viewers see no values of single users.
    const sample = mayWrite ? ((await service.audience()) ?? []) : [];
    const items = attributesIn(await service.documents(), sample, (name) => !mayWrite && isPrivate(name));
    return taggedResponse(request, { items });
  },
});

export const EVALUATION_ROUTES = {
  'GET /contexts/attributes': attributes,
  'POST /evaluate': evaluate,
  'POST /explain': explained,
  'POST /validate': validate,
  'POST /preview': preview,
  'GET /audience': audience,
} as const;
