import schema from '@flagstaff/core/schema.json' with { type: 'json' };

/** The JSON Schema of documents, as core ships it. */
export const documentSchema: { readonly $defs: { readonly [name: string]: object } } = schema;
