import { Type } from './type.ts';
import type { Document, DocumentId, JsonValue, Revision, StoredDocument } from '@flagstaff/core';
import { named, reference } from './named.ts';

const CLOSED = { additionalProperties: false } as const;

/** An object without other members. */
export const closed: typeof Type.Object = (properties, options) => Type.Object(properties, { ...CLOSED, ...options });

/** A document as the store has it. */
export const STORED = reference<StoredDocument>('Document');
/** A document to write. Its storage fields are ignored. Core's parser checks its members, and needs an object. */
export const DOCUMENT = Type.Unsafe<Document>({ type: 'object', ...reference<Document>('Document') });
/** Any JSON. */
export const JSON_VALUE = Type.Unsafe<JsonValue>({});

export const DOCUMENT_ID = Type.Unsafe<DocumentId>(
  Type.String({ pattern: '^(flag|segment|environment):[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' }),
);
export const KEY = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' });
/** An RFC 3339 date-time, or a date. */
export const INSTANT = Type.String({ minLength: 10, maxLength: 40 });

export const COMMENT = Type.String({ maxLength: 8_192, description: 'Why. Kept in the history.' });

export const REVISION = named<Revision>(
  'Revision',
  closed({ epoch: Type.String(), number: Type.Integer(), token: Type.String() }),
);
export const NULLABLE_REVISION = Type.Unsafe<Revision | null>(Type.Union([REVISION, Type.Null()]));

/** The query of paged lists. */
export const PAGE_QUERY = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Items of a page. Defaults to 50.' })),
  cursor: Type.Optional(Type.String({ maxLength: 1_024, description: 'The `next` of the previous page.' })),
};

/** `next` is absent on the last page. */
export const NEXT = Type.Optional(Type.String({ description: 'Pass it as `cursor` for the next page.' }));

const LIST_OF_NAMES = Type.Array(Type.String());

export const PROBLEM = named<unknown>(
  'Problem',
  Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    problems: Type.Optional(
      Type.Array(closed({ path: Type.String(), message: Type.String(), fault: Type.Optional(Type.String()) })),
    ),
    current: Type.Optional(STORED),
    changedFields: Type.Optional(LIST_OF_NAMES),
    conflictingFields: Type.Optional(LIST_OF_NAMES),
    environments: Type.Optional(LIST_OF_NAMES),
    conflicts: Type.Optional(Type.Array(Type.Object({ id: Type.String(), fields: LIST_OF_NAMES }))),
  }),
);
