import { join } from 'node:path';
import { compile, createProject } from './doc-project.mjs';
import { codeBlocks } from './markdown.mjs';
import { ENVIRONMENT } from './environment.mjs';
import { capture } from './run.mjs';

/**
 * The TypeScript blocks of documents, each as a program of its own.
 *
 * ` ```ts ` must compile, ` ```ts run ` must also run and end with 0, and ` ```ts continued ` goes on where the block before it in
 * the same document ended: the reader has that one on the page too.
 */
export function typescriptBlocks(documents) {
  return documents.flatMap(({ path, text }) => {
    let before = [];
    return codeBlocks(text)
      .filter(({ language }) => language === 'ts')
      .map(({ words, code, line }) => {
        const lines = code.split('\n').map((source, index) => ({ source, line: line + index }));
        before = words.includes('continued') ? [...before, ...lines] : lines;
        const source = before.map((part) => part.source).join('\n');
        return { path, line, source, lines: before.map((part) => part.line), run: words.includes('run') };
      });
  });
}

/** Blocks that change the types of a module or of the world cannot share a program with others. */
const augments = ({ source }) => /^\s*declare (module|global)\b/m.test(source);

/** Compiles all blocks and runs those that say so. Resolves to problems. */
export async function checkBlocks(root, blocks) {
  if (blocks.length === 0) return [];
  const problems = [];
  const project = await createProject(root, 'check-docs');
  const named = blocks.map((block, index) => ({ ...block, name: `block-${index}.ts` }));
  const shared = named.filter((block) => !augments(block));
  const programs = [shared, ...named.filter(augments).map((block) => [block])].filter((program) => program.length > 0);
  for (const [index, program] of programs.entries()) {
    const sources = new Map(program.map(({ name, source }) => [name, source]));
    for (const { file, line, message } of await compile(project, index, sources)) {
      const block = program.find(({ name }) => name === file);
      const where = block ? `${block.path}:${block.lines[line - 1] ?? block.line}` : 'the blocks';
      problems.push(`${where} does not compile: ${message}`);
    }
  }
  if (problems.length > 0) return problems;
  for (const { path, line, name } of named.filter(({ run }) => run)) {
    const program = join(project, 'out', name.replace(/\.ts$/, '.js'));
    const options = { cwd: project, env: ENVIRONMENT, timeoutMs: 20_000 };
    const { code, stderr } = await capture(process.execPath, [program], options);
    if (code !== 0) problems.push(`${path}:${line} ended with ${code}: ${stderr.trim()}`);
  }
  return problems;
}
