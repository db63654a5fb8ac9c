// The responses of OFREP 0.3.0 as JSON Schemas, with corrections to the published schema: docs/ofrep.md.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

const metadata = { type: 'object', additionalProperties: { type: ['boolean', 'string', 'number'] } };
const text = { type: 'string' };

/** Value types: `oneOf` in the original, `anyOf` here, because a success without a value matches every success that has one. */
const kinds = [
  ...['boolean', 'string', 'integer', 'number', 'object'].map((type) => ({
    required: ['value'],
    properties: { value: { type } },
  })),
  {},
];

/** The protocol's reasons, and those that evaluation adds: docs/evaluation.md. */
const PUBLISHED_REASONS = ['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN'];
const OUR_REASONS = ['DEFAULT', 'OVERRIDE', 'PREREQUISITE_FAILED', 'HOLDOUT'];

const success = (union: 'oneOf' | 'anyOf', reasons: readonly string[]) => ({
  type: 'object',
  required: ['key', 'reason'],
  properties: { key: text, reason: { enum: reasons }, variant: text, metadata },
  [union]: kinds,
});

const failure = (codes: readonly string[]) => ({
  type: 'object',
  required: ['key', 'errorCode'],
  properties: { key: text, errorCode: { enum: codes }, errorDetails: text, metadata },
});
const FAILURES = ['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL'];

const corrected = success('anyOf', [...PUBLISHED_REASONS, ...OUR_REASONS]);
const general = { type: 'object', properties: { errorDetails: text } };

const eventStream = {
  type: 'object',
  required: ['type'],
  properties: {
    type: text,
    url: text,
    inactivityDelaySec: { type: 'integer', minimum: 1 },
    endpoint: {
      type: 'object',
      required: ['requestUri'],
      properties: { origin: text, requestUri: { type: 'string', pattern: '^/' } },
    },
  },
  oneOf: [
    { required: ['url'], not: { required: ['endpoint'] } },
    { required: ['endpoint'], not: { required: ['url'] } },
  ],
};

const ajv = new Ajv2020({ allowUnionTypes: true, allErrors: true, strictRequired: false });
const compile = (schema: object): ValidateFunction => ajv.compile(schema);

export const successAsPublished = compile(success('oneOf', PUBLISHED_REASONS));

/** Schemas by response status. */
export const single: ReadonlyMap<number, ValidateFunction> = new Map([
  [200, compile(corrected)],
  [400, compile(failure(FAILURES))],
  [404, compile(failure(['FLAG_NOT_FOUND']))],
  [500, compile(general)],
]);

export const bulk: ReadonlyMap<number, ValidateFunction> = new Map([
  [
    200,
    compile({
      type: 'object',
      required: ['flags'],
      properties: {
        flags: { type: 'array', items: { anyOf: [corrected, failure(FAILURES)] } },
        metadata,
        eventStreams: { type: 'array', items: eventStream },
      },
    }),
  ],
  [400, compile({ type: 'object', required: ['errorCode'], properties: { errorCode: text, errorDetails: text } })],
  [500, compile(general)],
]);

export const eventData: ValidateFunction = compile({
  type: 'object',
  required: ['type'],
  properties: { type: text, etag: text, lastModified: { type: ['integer', 'string'] } },
});
