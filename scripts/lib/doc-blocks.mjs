import { join } from 'node:path';
import { compile, createProject } from './doc-project.mjs';
import { codeBlocks } from './markdown.mjs';
import { ENVIRONMENT } from './environment.mjs';
import { capture } from './run.mjs';

/**
 * Collects the TypeScript blocks of documents, each as its own program.
 *
 * ` ```ts ` must compile, ` ```ts run ` must also run and end with 0, and ` ```ts continued ` continues the previous block of
 * the same document.
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

/** Whether a block augments a module or the global scope; it cannot share a program with others. */
const augments = ({ source }) => /^\s*declare (module|global)\b/m.test(source);

/** Compiles all blocks and runs those marked `run`. Resolves to problems. */
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
