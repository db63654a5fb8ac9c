import { Type } from '../schemas/type.ts';
import { visibleDocument } from '../answers/masked.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { idOf } from '../documents.ts';
import { defineRoute } from '../routing/define-route.ts';
import { closed, NULLABLE_REVISION, STORED } from '../schemas/common.ts';
import { REFERENCES } from '../schemas/references.ts';

/** The distance to which references are listed. */
const MAX_DEPTH = 8;

const references = defineRoute({
  method: 'GET',
  path: '/{kind}/{key}/references',
  summary: 'Return what a document uses and what uses it, directly and through others.',
  answers: { 200: REFERENCES },
  async handle({ params, request, service }) {
    const { uses, usedBy, shared } = await service.management.referencesOf(idOf(params));
    const near = ({ depth }: { readonly depth: number }): boolean => depth <= MAX_DEPTH;
    return taggedResponse(request, { uses: uses.filter(near), usedBy: usedBy.filter(near), shared });
  },
});

const closure = defineRoute({
  method: 'GET',
  path: '/{kind}/{key}/closure',
  summary: 'Return the documents that evaluating a document needs, at one revision.',
  answers: { 200: closed({ revision: NULLABLE_REVISION, documents: Type.Array(STORED) }) },
  async handle(call) {
    const { params, request, service } = call;
    const { revision = null, documents } = await service.management.closureOf(idOf(params));
    return taggedResponse(request, {
      revision,
      documents: documents.map((document) => visibleDocument(call, document)),
    });
  },
});

export const REFERENCE_ROUTES = {
  'GET /{kind}/{key}/references': references,
  'GET /{kind}/{key}/closure': closure,
} as const;
