/** The form of a document's key, for the `pattern` of an input. */
export const KEY_PATTERN = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,127}';

const KEY = new RegExp(`^${KEY_PATTERN}$`, 'v');

/** Whether a text can be the key of a document. */
export const isKey = (text: string): boolean => KEY.test(text);
