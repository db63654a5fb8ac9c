/** Splits pasted text into values: one per line, or with commas. */
export const partsOf = (text: string): readonly string[] =>
  text
    .split(/[\n,;\t]/)
    .map((part) => part.trim())
    .filter(Boolean);
