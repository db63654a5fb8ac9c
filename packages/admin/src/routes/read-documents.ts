import { Type } from '../schemas/type.ts';
import type { StoredDocument } from '@flagstaff/core';
import { effectiveFlag } from '@flagstaff/core/management';
import { documentResponse } from '../answers/document-response.ts';
import { visibleDocument } from '../answers/masked.ts';
import { documentMissing, environmentMissing } from '../answers/missing.ts';
import { problem } from '../answers/problem.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { emptyResponse, matchesIfNoneMatch } from '@flagstaff/http/endpoint';
import { idOf, KIND_OF } from '../documents.ts';
import type { Documents } from '../documents.ts';
import type { CellOptions } from '../flag-cells.ts';
import { filtered, instantOf, itemOf } from '../listing.ts';
import { pageOf } from '../paging.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';
import { INSTANT, KEY, PAGE_QUERY, STORED } from '../schemas/common.ts';
import { LIST, STATE, STATUS } from '../schemas/documents.ts';
import { COMMITS } from '../schemas/commits.ts';
import { shownPage } from '../shown-commit.ts';

const SORTS = ['key', '-key', 'name', '-name', 'updatedAt', '-updatedAt', 'createdAt', '-createdAt'] as const;
type SortField = 'key' | 'name' | 'updatedAt' | 'createdAt';

/** Returns what cells are computed from, at the time of the call, or with the documents of a past revision. */
export async function cellOptions({ service }: Pick<Call, 'service'>, revision?: number): Promise<CellOptions> {
  const documents = await service.documents(revision);
  // Past documents are held against nothing: those that cannot be understood now were understood then.
  const rejected = revision === undefined ? service.management.describe().rejected : [];
  return { documents, rejected: new Set(rejected), at: new Date() };
}

const REVISION_NUMBER = Type.Optional(
  Type.Integer({ minimum: 1, description: 'The number of a past revision, rebuilt from the history.' }),
);

const list = defineRoute({
  method: 'GET',
  path: '/{kind}',
  summary: 'List documents.',
  query: {
    q: Type.Optional(Type.String({ maxLength: 256, description: 'Words in key, name, description, tags or owner.' })),
    tag: Type.Optional(Type.String({ maxLength: 256 })),
    owner: Type.Optional(Type.String({ maxLength: 256 })),
    status: Type.Optional(STATUS),
    type: Type.Optional(Type.Enum(['boolean', 'string', 'number', 'object'])),
    client: Type.Optional(Type.Boolean({ description: 'Only flags with this `clientSide`.' })),
    environment: Type.Optional(KEY),
    state: Type.Optional(STATE),
    changedSince: Type.Optional(INSTANT),
    sort: Type.Optional(Type.Enum([...SORTS])),
    fields: Type.Optional(Type.Enum(['summary', 'document'])),
    revision: REVISION_NUMBER,
    ...PAGE_QUERY,
  },
  answers: { 200: LIST },
  async handle(call) {
    const { query, params, request } = call;
    const options = await cellOptions(call, query.revision);
    const { documents } = options;
    if (query.environment !== undefined && !documents.byId.has(`environment:${query.environment}`)) {
      throw environmentMissing(query.environment);
    }
    const { sort = 'key', fields } = query;
    const descending = sort.startsWith('-');
    const field = (descending ? sort.slice(1) : sort) as SortField;
    const found = filtered(documents.of(KIND_OF[params['kind']!]!), query, options);
    const { items, next } = pageOf(found, query, {
      positionOf: (document) => [sortValue(document, field), document.key],
      descending,
    });
    return taggedResponse(request, {
      revision: documents.revision ?? null,
      items: items.map((document) => ({
        ...itemOf(document, options),
        ...(fields === 'document' ? { document: visibleDocument(call, document) } : {}),
      })),
      ...(next === undefined ? {} : { next }),
    });
  },
});

function sortValue(document: StoredDocument, field: SortField): string {
  if (field === 'key') return '';
  return (document[field] ?? document.key).toLowerCase();
}

/** Returns the document that the path names. @throws {Error} 404 when there is none. */
function namedDocument({ params }: Pick<Call, 'params'>, { byId }: Documents): StoredDocument {
  const id = idOf(params);
  const document = byId.get(id);
  if (document !== undefined) return document;
  throw documentMissing(id);
}

const read = defineRoute({
  method: 'GET',
  path: '/{kind}/{key}',
  summary: 'Return a document, as it was at a revision, or a flag as an environment has it.',
  query: {
    environment: Type.Optional(KEY),
    at: Type.Optional(INSTANT),
    revision: REVISION_NUMBER,
  },
  answers: { 200: STORED },
  async handle(call) {
    const { query, request, service } = call;
    const { environment, at, revision } = query;
    const documents = await service.documents(revision);
    const document = namedDocument(call, documents);
    if (environment !== undefined || at !== undefined) {
      if (document.kind !== 'flag') throw onlyFlags();
      const { byId } = documents;
      const instant = at === undefined ? new Date() : new Date(instantOf(at));
      const effective = effectiveFlag(document, { documents: byId, environment, at: instant });
      if (effective === undefined) throw environmentMissing(environment!);
      return { body: visibleDocument(call, effective.document as StoredDocument) };
    }
    // Without an ETag, as all that is not the document to edit.
    if (revision !== undefined) return { body: visibleDocument(call, document) };
    const response = await documentResponse(call, document);
    const etag = response.headers.get('etag');
    if (etag === null || !matchesIfNoneMatch(request.headers.get('if-none-match'), etag)) return response;
    await response.body?.cancel();
    return emptyResponse(304, { etag, 'cache-control': 'private, no-cache' });
  },
});

function onlyFlags(): Error {
  return problem({
    status: 400,
    code: 'INVALID_REQUEST',
    detail: '`environment` and `at` are parameters of flags.',
  });
}

const history = defineRoute({
  method: 'GET',
  path: '/{kind}/{key}/history',
  summary: 'List the commits that changed a document, newest first, with its own changes.',
  query: PAGE_QUERY,
  answers: { 200: COMMITS },
  async handle(call) {
    const { params, query, service } = call;
    // A deleted document has a history too.
    const id = idOf(params);
    return { body: shownPage(call, await service.management.history({ id, ...query }), id) };
  },
});

export const READ_DOCUMENT_ROUTES = {
  'GET /{kind}': list,
  'GET /{kind}/{key}': read,
  'GET /{kind}/{key}/history': history,
} as const;
