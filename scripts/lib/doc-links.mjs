import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { anchorOf, codeBlocks, prose } from './markdown.mjs';

const OURS = /^(packages|examples|docs|spec|bench|scripts|\.ci|\.changeset)\/[\w@./-]*[\w/]$/;
const ROOT_FILE =
  /^(?:[\w-]+\.)?(?:package|turbo|tsconfig\.base)\.json$|^[A-Z]+\.md$|^(?:vitest\.workspace\.ts|pnpm-workspace\.yaml|pnpm-lock\.yaml)$/;

/** Returns matches in a document's prose, each with its line. */
function inProse(text, pattern) {
  const plain = prose(text);
  return [...plain.matchAll(pattern)].map((match) => ({
    match,
    line: plain.slice(0, match.index).split('\n').length,
  }));
}

function anchorsOf(text) {
  const seen = new Map();
  return new Set(
    [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => {
      const anchor = anchorOf(heading);
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    }),
  );
}

/** Checks links to files of the repository and to headings in them. */
function checkLinks(root, { path, text }, problems) {
  let count = 0;
  for (const { match, line } of inProse(text, /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
    const [target, anchor] = match[1].split('#');
    if (/^[a-z][a-z0-9+.-]*:/i.test(match[1])) continue;
    count += 1;
    const where = `${path}:${line}`;
    const file = target === '' ? join(root, path) : resolve(root, dirname(path), decodeURIComponent(target));
    if (!existsSync(file)) problems.push(`${where} links to ${match[1]}, which does not exist`);
    else if (anchor && file.endsWith('.md') && !anchorsOf(readFileSync(file, 'utf8')).has(anchor)) {
      problems.push(`${where} links to ${match[1]}, but that heading does not exist`);
    }
  }
  return count;
}

/** Checks paths that a document names in backticks. */
function checkPaths(root, { path, text }, problems) {
  let count = 0;
  for (const { match, line } of inProse(text, /`([^`\n]+)`/g)) {
    const name = match[1];
    const isPath = OURS.test(name) || (ROOT_FILE.test(name) && !path.startsWith('packages/'));
    if (!isPath || name.includes('NNN')) continue;
    count += 1;
    const places = [join(root, name), join(root, posix.dirname(path), name)];
    if (!places.some((place) => existsSync(place))) {
      problems.push(`${path}:${line} names ${name}, which does not exist`);
    }
  }
  return count;
}

/** Commands of pnpm; any other word after `pnpm` is a script. */
const PNPM_COMMANDS = new Set([
  'add',
  'approve-builds',
  'audit',
  'dlx',
  'exec',
  'i',
  'install',
  'pack',
  'publish',
  'remove',
  'up',
  'update',
]);
const SHELL = new Set(['sh', 'bash', 'shell', 'console']);

/** Checks scripts of package.json that a document mentions. */
function checkScripts(scripts, { path, text }, problems) {
  const spans = inProse(text, /`([^`\n]+)`/g).map(({ match, line }) => ({ code: match[1], line }));
  const blocks = codeBlocks(text).filter(({ language }) => SHELL.has(language));
  let count = 0;
  for (const { code, line } of [...spans, ...blocks]) {
    for (const match of code.matchAll(
      /(?:^|[\s;&|])(npm run|npm (?=start\b|test\b)|(?:npx )?pnpm)\s*(?:run )?([\w:-]+)/g,
    )) {
      const [, program, name] = match;
      if (program.endsWith('pnpm') && (PNPM_COMMANDS.has(name) || name.startsWith('-'))) continue;
      count += 1;
      if (!Object.hasOwn(scripts, name))
        problems.push(`${path}:${line} says "${match[0].trim()}", but package.json has no script ${name}`);
    }
  }
  return count;
}

/** Checks that JSON examples parse. */
function checkJson({ path, text }, problems) {
  const blocks = codeBlocks(text).filter(({ language }) => language === 'json');
  for (const { code, line } of blocks) {
    try {
      JSON.parse(code);
    } catch (error) {
      problems.push(`${path}:${line} is not valid JSON: ${error.message} (mark it jsonc to allow comments)`);
    }
  }
  return blocks.length;
}

/** Checks all references of documents. Returns the problems, and the number of items of each kind. */
export function checkReferences(root, documents, scripts) {
  const problems = [];
  const total = (check) => documents.reduce((sum, document) => sum + check(document), 0);
  const counts = {
    links: total((document) => checkLinks(root, document, problems)),
    paths: total((document) => checkPaths(root, document, problems)),
    'script names': total((document) => checkScripts(scripts, document, problems)),
  };
  const json = total((document) => checkJson(document, problems));
  return { problems, counts, json };
}
