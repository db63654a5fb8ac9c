/** JSON that no store writes in a field, by name: the result of a manual edit, another program or a broken disk. */
export const JUNK: readonly (readonly [name: string, json: string])[] = [
  ['null', 'null'],
  ['an empty text', '""'],
  ['text', '"junk"'],
  ['a negative number', '-1'],
  ['a fraction', '1.5'],
  ['1e400', '1e400'],
  ['2^53 + 1', '9007199254740993'],
  ['minus zero', '-0'],
  ['a number as text', '"12"'],
  ['NaN as text', '"NaN"'],
  ['true', 'true'],
  ['an empty list', '[]'],
  ['an object in place of text', '{"toString":null}'],
  ['a list of 5,000 levels', `${'['.repeat(5_000)}1${']'.repeat(5_000)}`],
  ['an object of 70 levels', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`],
  ['a huge text', `"${'x'.repeat(300_000)}"`],
  ['NUL', '"a\\u0000b"'],
  ['half of a surrogate pair', '"\\ud800"'],
];

/** Serializes a value with the JSON of another value in place of one field. */
export function withField(value: object, field: string, json: string): string {
  return JSON.stringify({ ...value, [field]: '@@junk@@' }).replace('"@@junk@@"', () => json);
}

/** Strings that are not documents, to put in place of a whole document. */
export const NO_DOCUMENTS: readonly (readonly [name: string, text: string])[] = [
  ...JUNK,
  ['nothing', ''],
  ['text that is not JSON', '{"kind":'],
  ['another document', '{"kind":"flag","key":"other","type":"boolean","version":1}'],
  ['an id that is not a string', '{"kind":{"toString":null},"key":[[1]],"version":1}'],
];
