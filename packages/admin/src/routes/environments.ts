import { Type } from '../schemas/type.ts';
import { visibleDocument } from '../answers/masked.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { cellsOf } from '../flag-cells.ts';
import { variantNames, variantsIn } from '../listing.ts';
import { pageOf } from '../paging.ts';
import { defineRoute } from '../routing/define-route.ts';
import { closed, KEY, NULLABLE_REVISION, PAGE_QUERY, STORED } from '../schemas/common.ts';
import { COMPARISON, MATRIX } from '../schemas/environments.ts';
import { cellOptions } from './read-documents.ts';

const compare = defineRoute({
  method: 'GET',
  path: '/compare',
  summary: 'Compare what two environments serve.',
  query: {
    from: Type.Optional(Type.String({ ...KEY, description: 'Omit for the flags without patches.' })),
    to: Type.Optional(Type.String({ ...KEY, description: 'Omit for the flags without patches.' })),
  },
  answers: { 200: COMPARISON },
  async handle({ query, service }) {
    const { byId } = await service.documents();
    const comparison = await service.management.compare(query.from, query.to);
    const variants = comparison.flags.map(({ flag }) => [flag, variantsIn(byId, flag)] as const);
    return { body: { ...comparison, variants: Object.fromEntries(variants) } };
  },
});

const matrix = defineRoute({
  method: 'GET',
  path: '/matrix',
  summary: 'Return flags by environments.',
  query: PAGE_QUERY,
  answers: { 200: MATRIX },
  async handle(call) {
    const { query, request, service } = call;
    const options = await cellOptions(call);
    const { documents } = options;
    const environments = documents.of('environment').map(({ key }) => key);
    const comparisons = await Promise.all(environments.map((key) => service.management.compare(undefined, key)));
    const differing = comparisons.map(
      ({ flags }) => new Map(flags.map(({ flag, fields }) => [flag, fields.map(({ field }) => field)])),
    );
    const { items, next } = pageOf(documents.of('flag'), query, {
      positionOf: ({ key }) => ['', key],
      descending: false,
    });
    return taggedResponse(request, {
      revision: documents.revision ?? null,
      environments,
      items: items.map((flag) => ({
        flag: flag.key,
        variants: variantNames(flag),
        cells: cellsOf(flag, options),
        differs: Object.fromEntries(environments.map((key, index) => [key, differing[index]!.get(flag.key) ?? []])),
      })),
      ...(next === undefined ? {} : { next }),
    });
  },
});

const exported = defineRoute({
  method: 'GET',
  path: '/export',
  summary: 'Return all documents of one revision.',
  answers: { 200: closed({ revision: NULLABLE_REVISION, documents: Type.Array(STORED) }) },
  async handle(call) {
    const documents = await call.service.documents();
    const sorted = (['environment', 'segment', 'flag'] as const).flatMap((kind) => [...documents.of(kind)]);
    return taggedResponse(call.request, {
      revision: documents.revision ?? null,
      documents: sorted.map((document) => visibleDocument(call, document)),
    });
  },
});

export const ENVIRONMENT_ROUTES = {
  'GET /compare': compare,
  'GET /matrix': matrix,
  'GET /export': exported,
} as const;
