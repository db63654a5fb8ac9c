/** The kinds of documents, as paths of the API name them. */
const PLURALS: { readonly [kind: string]: string } = {
  flag: 'flags',
  segment: 'segments',
  environment: 'environments',
};

/** `flag` → `flags`. */
export const pluralOf = (kind: string): string => PLURALS[kind] ?? kind;
