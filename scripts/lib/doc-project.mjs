import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './root.mjs';
import { capture } from './run.mjs';
import { packagesOf } from './tree.mjs';

const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  moduleDetection: 'force',
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  rootDir: 'src',
  outDir: 'out',
};

async function link(target, path) {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'junction');
}

/** Returns all installed packages of a node_modules folder, including scoped ones. */
async function installedIn(folder) {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const nested = names.map(async (name) =>
    name.startsWith('@') ? (await readdir(join(folder, name))).map((inner) => `${name}/${inner}`) : [name],
  );
  return (await Promise.all(nested)).flat();
}

/**
 * Creates a project like an application with all packages of the workspace installed: it sees their built files, and the
 * frameworks and drivers of their development dependencies.
 */
export async function createProject(root, name) {
  const path = join(root, 'node_modules', '.cache', name);
  await rm(path, { recursive: true, force: true });
  await mkdir(join(path, 'src'), { recursive: true });
  await writeFile(join(path, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  const packages = await packagesOf(root);
  for (const { path: target, manifest } of packages) await link(target, join(path, 'node_modules', manifest.name));
  for (const { path: owner } of packages) {
    const modules = join(owner, 'node_modules');
    for (const module of await installedIn(modules)) {
      const provided = existsSync(join(ROOT, 'node_modules', module));
      if (!provided) await link(join(modules, module), join(path, 'node_modules', module));
    }
  }
  return path;
}

/**
 * Compiles sources (`name.ts` to text) as one program and writes the output.
 * Resolves to the compiler's errors: file, line, message.
 */
export async function compile(project, program, sources) {
  for (const [name, text] of sources) await writeFile(join(project, 'src', name), text);
  const config = { compilerOptions: COMPILER_OPTIONS, files: [...sources.keys()].map((name) => `src/${name}`) };
  const file = join(project, `tsconfig.${program}.json`);
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { code, stdout, stderr } = await capture(tsc, ['-p', file, '--pretty', 'false'], { cwd: project });
  const complaints = [];
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    const match = /^(?:.*[\\/])?([^\\/(]+)\((\d+),\d+\): (error .*)$/.exec(line);
    if (match) complaints.push({ file: match[1], line: Number(match[2]), message: match[3] });
    else if (line.startsWith('error ')) complaints.push({ file: '', line: 0, message: line });
  }
  if (code !== 0 && complaints.length === 0) {
    complaints.push({ file: '', line: 0, message: `the compiler ended with ${code}: ${stdout}${stderr}` });
  }
  return complaints;
}
