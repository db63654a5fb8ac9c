import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { packagesOf } from './tree.mjs';

/** What an application has anyway: core (measured separately), frameworks, drivers, and Node. */
function externalsOf({ manifest }) {
  const peers = Object.keys(manifest.peerDependencies ?? {});
  return [...peers.flatMap((name) => [name, `${name}/*`]), 'node:*'];
}

/**
 * Bundles one entry point of a package as an application's bundler does: minified, split at dynamic imports. `imports` names what
 * the application imports. Omit to bundle all exports.
 *
 * Resolves to the gzipped bytes of what loads at once, and of the chunks with a package that may load later, and to the names of
 * the packages in each.
 */
export async function bundleDoor(root, folder, door, imports) {
  const one = (await packagesOf(root)).find((candidate) => candidate.folder === folder);
  const { outputs, files } = await bundle(join(one.path, 'dist'), programOf(door, imports), externalsOf(one));
  const entry = Object.keys(outputs).find((name) => outputs[name].entryPoint?.endsWith(PROGRAM));
  const initial = new Set();
  const follow = (name) => {
    if (initial.has(name)) return;
    initial.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && outputs[path]) follow(path);
  };
  follow(entry);
  const measure = (names) => ({
    bytes: names.reduce((total, name) => total + gzipSync(files.get(name), { level: 9 }).length, 0),
    packages: new Set(names.flatMap((name) => Object.keys(outputs[name].inputs).flatMap(packageIn))),
  });
  const all = Object.keys(outputs);
  const later = all.filter((name) => !initial.has(name));
  return {
    initial: measure([...initial]),
    lazy: (wanted) => measure(later.filter((name) => measure([name]).packages.has(wanted))),
  };
}

const packageIn = (path) => {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  return match ? [match[1]] : [];
};

const PROGRAM = 'program.js';

const programOf = (door, imports) =>
  `export ${imports === undefined ? '*' : `{ ${imports.join(', ')} }`} from './${door}.js';`;

async function bundle(folder, contents, external) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: folder, sourcefile: PROGRAM },
    outdir: 'bundle',
    absWorkingDir: process.cwd(),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    external,
  });
  const { outputs } = metafile;
  const names = Object.keys(outputs);
  const files = new Map(
    names.map((name) => [name, outputFiles.find(({ path }) => path.replaceAll('\\', '/').endsWith(name)).contents]),
  );
  return { outputs, files };
}
