/** The first position where a text is not JSON. */
export interface JsonFault {
  /** Starts at 1. */
  readonly line: number;
  /** Starts at 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** What is valid at this position. */
  readonly expected: string;
  /** What is there instead. */
  readonly found: string;
}

// A repetition keeps a backtracking state per step, and a text may have millions: each pattern matches a limited part.
const SPACE = /[ \t\r\n]{1,1000}/y;
const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
const STRING_PART = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,1000}/y;

/**
 * Finds the first syntax error of a text that `JSON.parse` rejected. Its own messages differ between versions, and often lack the
 * position. Returns undefined when the text is valid. Tracks nesting in a list, not on the stack, so any depth is safe.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0;

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    at += length;
    return length > 0;
  };
  const skipAll = (pattern: RegExp): void => {
    while (skip(pattern));
  };
  const take = (character: string): boolean => {
    skipAll(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  /** Parses after the opening quote. Returns undefined when the string is valid. */
  const restOfString = (): string | undefined => {
    skipAll(STRING_PART);
    if (takeNext('"')) return undefined;
    if (text[at] === '\\') return 'a JSON escape such as \\n or \\u0041';
    return 'a closing " before the end of the line';
  };
  const takeNext = (character: string): boolean => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const fault = (expected: string): JsonFault => describe(text, at, expected);

  /** The open brackets at this position, `{` or `[`, innermost last. */
  const open: string[] = [];
  let expect: 'value' | 'first-value' | 'name' | 'first-name' | 'after' = 'value';
  for (;;) {
    skipAll(SPACE);
    if (expect === 'value' || expect === 'first-value') {
      if (expect === 'first-value' && take(']')) {
        open.pop();
        expect = 'after';
      } else if (take('{')) {
        open.push('{');
        expect = 'first-name';
      } else if (take('[')) {
        open.push('[');
        expect = 'first-value';
      } else if (take('"')) {
        const expected = restOfString();
        if (expected !== undefined) return fault(expected);
        expect = 'after';
      } else if (skip(WORD) || skip(NUMBER)) {
        expect = 'after';
      } else {
        return fault(expect === 'value' ? 'a value' : 'a value or ]');
      }
    } else if (expect === 'name' || expect === 'first-name') {
      if (expect === 'first-name' && take('}')) {
        open.pop();
        expect = 'after';
        continue;
      }
      if (!take('"')) return fault(expect === 'name' ? 'a name in double quotes' : 'a name in double quotes or }');
      const expected = restOfString();
      if (expected !== undefined) return fault(expected);
      if (!take(':')) return fault(': after the name');
      expect = 'value';
    } else {
      const around = open.at(-1);
      if (around === undefined) return at === text.length ? undefined : fault('the end of the file');
      const closing = around === '{' ? '}' : ']';
      if (take(',')) expect = around === '{' ? 'name' : 'value';
      else if (take(closing)) open.pop();
      else return fault(`, or ${closing}`);
    }
  }
}

function describe(text: string, at: number, expected: string): JsonFault {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  const codePoint = text.codePointAt(at);
  return {
    line: before.split('\n').length,
    column: at - lineStart + 1,
    expected,
    found: codePoint === undefined ? 'the end of the file' : JSON.stringify(String.fromCodePoint(codePoint)),
  };
}
