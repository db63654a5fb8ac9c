import { Type } from '../schemas/type.ts';
import type { EvaluationContext, Evaluator } from '@flagstaff/core';
import { explain } from '@flagstaff/core/explain';
import { problem } from '../answers/problem.ts';
import { instantOf } from '../listing.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { closed, INSTANT, KEY } from '../schemas/common.ts';
import { EVALUATION, EXPLANATION } from '../schemas/evaluation.ts';
import type { ShownAnswer } from '../schemas/evaluation.ts';
import { CONTEXT, PREVIEW } from '../schemas/preview.ts';
import { previewChanges } from '../writing/preview.ts';
import { CHANGE, changeOf } from './commits.ts';

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

async function checkEnvironment({ service }: Pick<Call, 'service'>, { environment }: Asked): Promise<void> {
  const { byId } = await service.documents();
  if (environment === undefined || byId.has(`environment:${environment}`)) return;
  throw problem({ status: 404, code: 'ENVIRONMENT_NOT_FOUND', detail: `There is no environment "${environment}".` });
}

const evaluate = defineRoute({
  method: 'POST',
  path: '/evaluate',
  summary: 'Evaluate flags for contexts. Runs no hooks and reports no exposures.',
  body: closed({
    contexts: Type.Array(CONTEXT, { minItems: 1, maxItems: 1_000 }),
    flags: Type.Optional(Type.Array(KEY, { maxItems: 1_000 })),
    ...WHEN,
  }),
  answers: { 200: EVALUATION },
  async handle(call) {
    const { contexts, flags, ...asked } = call.body;
    await checkEnvironment(call, asked);
    const documents = await call.service.documents();
    const keys = flags ?? documents.of('flag').map(({ key }) => key);
    if (keys.length * contexts.length > MAX_ANSWERS) {
      const detail = `A request may ask for ${MAX_ANSWERS} answers. Name fewer flags or contexts.`;
      throw problem({ status: 400, code: 'INVALID_REQUEST', detail });
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
  const { value, variant, reason, errorCode } = explain(evaluator, key).details;
  return {
    reason,
    ...(value === undefined ? {} : { value }),
    ...(variant === undefined ? {} : { variant }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

const explained = defineRoute({
  method: 'POST',
  path: '/explain',
  summary: 'Explain what a flag serves a context, step by step.',
  body: closed({ flag: KEY, context: CONTEXT, ...WHEN }),
  answers: { 200: EXPLANATION },
  async handle(call) {
    const { flag, context, ...asked } = call.body;
    await checkEnvironment(call, asked);
    return { body: explain(await evaluatorOf(call, context, asked, [flag]), flag) };
  },
});

const preview = defineRoute({
  method: 'POST',
  path: '/preview',
  summary: 'Return what changes would do: validity, affected environments, and who is served another variant.',
  body: closed({
    changes: Type.Array(CHANGE, { minItems: 1, maxItems: 1_000 }),
    contexts: Type.Optional(Type.Array(CONTEXT, { maxItems: 10_000 })),
    audience: Type.Optional(Type.Boolean({ description: "Use the application's sample of contexts." })),
    at: Type.Optional(INSTANT),
  }),
  answers: { 200: PREVIEW },
  async handle(call) {
    const { changes, contexts, audience, at } = call.body;
    const sample = audience === true ? await call.service.audience() : undefined;
    const given = contexts === undefined && sample === undefined ? undefined : [...(contexts ?? []), ...(sample ?? [])];
    const options = { contexts: given, at: at === undefined ? undefined : new Date(instantOf(at)) };
    return { body: await previewChanges(call, changes.map(changeOf), options) };
  },
});

const audience = defineRoute({
  method: 'GET',
  path: '/audience',
  summary: "Return the size of the application's sample of contexts, and the names of its attributes.",
  answers: { 200: closed({ contexts: Type.Integer(), attributes: Type.Array(Type.String()) }) },
  async handle({ service }) {
    const sample = (await service.audience()) ?? [];
    const attributes = [...new Set(sample.flatMap((context) => Object.keys(context)))].sort();
    return { body: { contexts: sample.length, attributes } };
  },
});

export const EVALUATION_ROUTES = {
  'POST /evaluate': evaluate,
  'POST /explain': explained,
  'POST /preview': preview,
  'GET /audience': audience,
} as const;
