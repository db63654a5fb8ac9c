import { Type } from '../schemas/type.ts';
import type { FlagDocument } from '@flagstaff/core';
import type { ExplainedSegment } from '@flagstaff/core/explain';
import { problem } from '../answers/problem.ts';
import { defineRoute } from '../routing/define-route.ts';
import { closed, INSTANT, KEY } from '../schemas/common.ts';
import { SEGMENT_TEST } from '../schemas/evaluation.ts';
import type { SegmentTest } from '../schemas/evaluation.ts';
import { CONTEXT } from '../schemas/preview.ts';
import { explainOptions, OTHER_DOCUMENTS } from './evaluation.ts';

/** The key of a flag that exists only to be explained. */
const PROBE = 'flagstaff.segment-test';

/** Returns a flag that is on for the members of a segment. */
function probeOf(key: string, segment: string): FlagDocument {
  return { kind: 'flag', key, type: 'boolean', default: 'off', rules: [{ when: [{ segment }], serve: 'on' }] };
}

const testSegment = defineRoute({
  method: 'POST',
  path: '/segments/{key}/test',
  summary: 'Explain which contexts are in a segment, also with unsaved documents.',
  body: closed({
    contexts: Type.Array(CONTEXT, { minItems: 1, maxItems: 100 }),
    at: Type.Optional(INSTANT),
    ...OTHER_DOCUMENTS,
  }),
  answers: { 200: SEGMENT_TEST },
  async handle(call) {
    const { params, body, service } = call;
    const { contexts, drafts = [], ...asked } = body;
    const probe = probeOf(PROBE, params['key']!);
    const options = { ...explainOptions({ ...asked, drafts: [...drafts, probe] }), environment: null };
    const explanations = await service.management.explainAll(PROBE, contexts, options);
    const results = explanations.map(({ details, steps }): SegmentTest['results'][number] => {
      const condition = steps.flatMap((step) => (step.step === 'rules' ? (step.rules?.[0]?.when ?? []) : []))[0];
      return { member: details.variant === 'on', explanation: condition as ExplainedSegment };
    });
    return { body: { results } };
  },
});

/** Segments of one request. */
const MAX_SEGMENTS = 2_000;

const memberships = defineRoute({
  method: 'POST',
  path: '/memberships',
  summary: 'Return which segments a context is in.',
  body: closed({
    context: CONTEXT,
    segments: Type.Optional(
      Type.Array(KEY, { maxItems: MAX_SEGMENTS, description: 'The segments to look at. Defaults to all.' }),
    ),
    at: Type.Optional(INSTANT),
  }),
  answers: {
    200: closed({
      segments: Type.Array(Type.String(), { description: 'Those that the context is in.' }),
      asked: Type.Integer({ description: 'How many were looked at.' }),
    }),
  },
  async handle({ body, service }) {
    const { context, at } = body;
    const segments = [...new Set(body.segments ?? (await service.documents()).of('segment').map(({ key }) => key))];
    if (segments.length > MAX_SEGMENTS) {
      const detail = `A request looks at up to ${MAX_SEGMENTS} segments. Name them.`;
      throw problem({ status: 400, code: 'INVALID_REQUEST', detail });
    }
    const probes = segments.map((segment, index) => probeOf(`${PROBE}.${index}`, segment));
    const options = { ...explainOptions({ ...(at === undefined ? {} : { at }), drafts: probes }), environment: null };
    const keys = probes.map(({ key }) => key);
    const [answers = []] = await service.management.evaluateAll(keys, [context], options);
    const inside = segments.filter((_segment, index) => answers[index]?.variant === 'on');
    return { body: { segments: inside, asked: segments.length } };
  },
});

export const MEMBERSHIP_ROUTES = {
  'POST /segments/{key}/test': testSegment,
  'POST /memberships': memberships,
} as const;
