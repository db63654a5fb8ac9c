// Control characters, and marks that change the direction of text.
const UNSAFE = /[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;
const UNSAFE_IN_LINES = /(?!\n)[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** Escapes characters by which stored text could control the terminal. */
export function plain(text: string): string {
  return text.replaceAll(UNSAFE, escaped);
}

/** Returns JSON in which such characters are escaped: they only occur in texts, where the escaped form means the same. */
export function plainJson(value: unknown, indent?: number): string {
  return plainLines(JSON.stringify(value, null, indent));
}

/** Escapes such characters in text of several lines. */
export function plainLines(text: string): string {
  return text.replaceAll(UNSAFE_IN_LINES, escaped);
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
}
