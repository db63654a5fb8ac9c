// Checks README, docs and package pages: code compiles and runs; links, paths and scripts exist.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBlocks, typescriptBlocks } from '../lib/doc-blocks.mjs';
import { checkReferences } from '../lib/doc-links.mjs';
import { checkPointers } from '../lib/doc-pointers.mjs';
import { filesBelow, isSource, readJson } from '../lib/tree.mjs';

const isMarkdown = (path) => path.endsWith('.md');

/** The pages that users and contributors read. Pages in docs/design record decisions: their code may be outdated. */
async function documentsOf(root) {
  const below = async (folder, accept) =>
    (await filesBelow(join(root, folder), accept)).map((path) => `${folder}/${path}`);
  const paths = [
    ...['README.md', 'CONTRIBUTING.md', 'examples/README.md'].filter((path) => existsSync(join(root, path))),
    ...(await below('docs', isMarkdown)).filter((path) => !path.startsWith('docs/design/')),
    ...(await below('packages', (path) => /^[^/]+\/README\.md$/.test(path))),
    ...(await below('examples', (path) => /^[^/]+\/README\.md$/.test(path))),
  ];
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
}

/** Sources of packages, which point to their pages with `// Docs:` lines. */
async function sourcesOf(root) {
  const paths = await filesBelow(join(root, 'packages'), (path) => /^[^/]+\/src\//.test(path) && isSource(path));
  return Promise.all(
    paths.map(async (path) => ({
      path: `packages/${path}`,
      text: await readFile(join(root, 'packages', path), 'utf8'),
    })),
  );
}

export async function checkDocs(root) {
  const documents = await documentsOf(root);
  const { scripts = {} } = await readJson(join(root, 'package.json'));
  const blocks = typescriptBlocks(documents);
  const { problems, counts, json } = checkReferences(root, documents, scripts);
  problems.push(...(await checkBlocks(root, blocks)));
  const pointers = checkPointers(root, await sourcesOf(root), problems);
  const run = blocks.filter((block) => block.run).length;
  return {
    problems,
    counts: {
      documents: documents.length,
      'TypeScript blocks': blocks.length,
      'of them run': run,
      ...counts,
      'JSON blocks': json,
      'pointers in sources': pointers,
    },
  };
}
