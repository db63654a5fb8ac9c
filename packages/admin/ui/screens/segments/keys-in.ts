/** Reads values from pasted text: one per line, or with commas. Each once, in their order. */
export function keysIn(text: string): readonly string[] {
  const keys = text
    .split(/[\n,;\t]/)
    .map((key) => key.trim().replace(/^"(.*)"$/, '$1'))
    .filter((key) => key !== '');
  return [...new Set(keys)];
}
