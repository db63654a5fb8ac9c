import type { TSchema } from 'typebox';
import { PROBLEM } from '../schemas/common.ts';
import { NAME, REFERENCE } from '../schemas/named.ts';
import type { RequestHeader, Route } from '../routing/route.ts';
import { pathsOf } from '../routing/router.ts';
import { documentSchema } from './document-schema.ts';

type Json = { [name: string]: unknown };

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly servers: readonly object[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Json } };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
}

/** Returns the OpenAPI document of routes. @see https://spec.openapis.org/oas/v3.1.0 */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const schemas: { [name: string]: object } = {};
  const collect = (schema: TSchema): unknown => withReferences(schema, schemas);
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, path, collect);
    }
  }
  collect(PROBLEM);
  const { limits: _unreferenced, ...definitions } = documentSchema.$defs;
  for (const [name, definition] of Object.entries(definitions)) {
    schemas[componentOf(name)] = relocated(definition) as object;
  }
  schemas['Document'] = {
    oneOf: ['flag', 'segment', 'environment'].map((name) => ({ $ref: `#/components/schemas/${componentOf(name)}` })),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Flagstaff admin API',
      version: '1',
      description: 'Manages the flags of one store. Docs: docs/admin-api.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '.', description: 'Where this document was found.' }],
    paths,
    components: { schemas },
  };
}

function operationOf(route: Route, path: string, collect: (schema: TSchema) => unknown): Json {
  const { method, summary, query, body, answers, headers, permission } = route;
  const responses = Object.entries(answers).map(([status, schema]) => [
    status,
    answerOf(schema as TSchema | null, collect),
  ]);
  return {
    operationId: operationId(method, path),
    summary,
    tags: [path.split('/')[1]],
    'x-permission': permission,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(query.properties).map(([name, schema]) => ({
        name,
        in: 'query',
        required: (query.required ?? []).includes(name as never),
        schema: collect(schema),
      })),
      ...headers.map(headerParameter),
    ],
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonContent(collect(body)) } }),
    responses: {
      ...Object.fromEntries(responses),
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function answerOf(schema: TSchema | null, collect: (schema: TSchema) => unknown): Json {
  if (schema === null) return { description: 'Done.' };
  return { description: 'The answer.', content: jsonContent(collect(schema)) };
}

function jsonContent(schema: unknown): Json {
  return { 'application/json': { schema } };
}

function headerParameter(name: RequestHeader): Json {
  return { name, in: 'header', required: false, schema: { type: 'string' }, description: HEADERS[name] };
}

const HEADERS: { readonly [name in RequestHeader]: string } = {
  'If-Match': 'The ETag of the document that the change was made for.',
  'If-None-Match': '`*` to create a document only if there is none.',
  'Idempotency-Key': 'A UUID. A repetition with the same key and body has no further effect.',
  'Last-Event-ID': 'The id of the last event that was received.',
};

/** `GET /flags/{key}/history` → `getFlagsKeyHistory`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

/** Replaces named schemas by references, and adds them to the components. */
function withReferences(schema: unknown, schemas: { [name: string]: object }): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withReferences(item, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { [NAME]: name, [REFERENCE]: target, ...rest } = schema as Json;
  if (typeof target === 'string') return { $ref: `#/components/schemas/${target}` };
  const copy = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, withReferences(inner, schemas)]));
  if (typeof name !== 'string') return copy;
  schemas[name] = copy;
  return { $ref: `#/components/schemas/${name}` };
}

/** `rule` of the document schema → `DocumentRule`. */
function componentOf(definition: string): string {
  return `Document${definition[0]!.toUpperCase()}${definition.slice(1)}`;
}

/** Returns a part of the document schema as a part of a component. */
function relocated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocated);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    // Generators require members that have a default value. A member called `default` has a schema.
    if (name === 'default' && typeof inner !== 'object') return [];
    if (name !== '$ref' || typeof inner !== 'string') return [[name, relocated(inner)]];
    return [[name, `#/components/schemas/${componentOf(inner.slice('#/$defs/'.length))}`]];
  });
  return Object.fromEntries(members) as object;
}
