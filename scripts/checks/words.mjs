import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, readJson } from '../lib/tree.mjs';

const isProse = (path) => /\.(md|ts|tsx|mts|mjs|css)$/.test(path);
/** Generated files. */
const isGenerated = (path) => path.endsWith('CHANGELOG.md') || path === 'docs/errors.md';

/** The words of a text. `someHTTPName` has three. */
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

export async function checkWords(root) {
  const { avoid, allowed } = await readJson(join(root, 'scripts', 'words.json'));
  const words = new Map(Object.entries(avoid));
  const problems = [];
  const paths = await filesBelow(root, (path) => isProse(path) && !isGenerated(path));
  for (const path of paths) {
    const text = await readFile(join(root, path), 'utf8');
    for (const { 0: found, index } of text.matchAll(WORD)) {
      const word = found.toLowerCase();
      const instead = words.get(word);
      // The system account that runs a server which refuses to run as root is such a word.
      if (instead === undefined || allowed[word]?.some((start) => path.startsWith(start))) continue;
      problems.push(`${path}:${lineAt(text, index)} says “${found}”; write ${instead}`);
    }
  }
  return { problems, counts: { files: paths.length, 'words to avoid': words.size } };
}
