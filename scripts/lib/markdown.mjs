/** Returns the rows of the first table below a heading, each a list of cells; undefined without such a table. */
export function tableBelow(text, heading) {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '').trim() === heading);
  if (start === -1) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^#+ /.test(line));
  const section = lines.slice(start + 1, end === -1 ? undefined : end);
  const first = section.findIndex((line) => line.startsWith('|'));
  if (first === -1) return undefined;
  const last = section.findIndex((line, index) => index > first && !line.startsWith('|'));
  const rows = section.slice(first + 2, last === -1 ? undefined : last);
  return rows.map((row) =>
    row
      .replace(/^\||\|\s*$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Returns the names in backticks of a table cell: `` `a`, `b` `` gives `['a', 'b']`. */
export const namesIn = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** Returns the fenced blocks of a document: language, the words after it, the text, and the line number of the text. */
export function codeBlocks(text) {
  const blocks = [];
  let open;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line);
    if (open === undefined && fence) {
      const [language = '', ...words] = fence[3].trim().split(/\s+/);
      open = { fence: fence[2], indent: fence[1].length, language, words, line: index + 2, lines: [] };
    } else if (open !== undefined && fence && fence[3].trim() === '' && fence[2].startsWith(open.fence)) {
      blocks.push({ language: open.language, words: open.words, line: open.line, code: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
    }
  }
  return blocks;
}

/** Returns a document without its fenced blocks. Line numbers stay the same. */
export function prose(text) {
  let fence;
  return text
    .split('\n')
    .map((line) => {
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence === undefined && mark !== undefined) {
        fence = mark;
        return '';
      }
      if (fence === undefined) return line;
      if (mark?.startsWith(fence)) fence = undefined;
      return '';
    })
    .join('\n');
}

/** Returns the anchor of a heading: lower case, dashes for spaces, no punctuation. */
export const anchorOf = (heading) =>
  heading
    .replace(/[`*_]|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
