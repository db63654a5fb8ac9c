// Bundles programs of the working directory with bundlers, each as its users do, and runs the results. Prints problems.
import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { Miniflare } from 'miniflare';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { SOAKING } from '../lib/environment.mjs';

/** Large. The fast bundlers bundle redis; the others leave it to Node. */
const OTHERS = /^(drizzle-orm|redis)(\/|$)/;

const folder = process.cwd();
const entry = join(folder, 'bundled.mjs');
const output = (name, extension) => join(folder, 'bundles', `${name}.${extension}`);

const BUNDLERS = {
  async esbuild(file) {
    await esbuild.build({ entryPoints: [entry], outfile: file, external: ['drizzle-orm'], ...ESBUILD });
  },
  webpack: (file) =>
    new Promise((resolve, reject) => {
      const options = {
        entry,
        mode: 'development',
        devtool: false,
        externals: OTHERS,
        target: 'node20',
        experiments: { outputModule: true },
        output: {
          path: join(file, '..'),
          filename: 'webpack.mjs',
          chunkFilename: 'webpack-[name].mjs',
          library: { type: 'module' },
        },
      };
      webpack(options, (error, stats) => {
        if (error) reject(error);
        else if (stats.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
        else resolve();
      });
    }),
  async rollup(file) {
    const plugins = [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()];
    const bundle = await rollup({ input: entry, plugins, external: OTHERS, onwarn: () => undefined });
    const names = { entryFileNames: 'rollup.mjs', chunkFileNames: 'rollup-[name].mjs' };
    await bundle.write({ dir: join(file, '..'), format: 'esm', ...names });
  },
  async vite(file) {
    await vite({
      root: folder,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, external: ['drizzle-orm'] },
      build: {
        ssr: entry,
        outDir: join(folder, 'bundles', 'vite'),
        minify: false,
        rollupOptions: { output: { entryFileNames: '[name].mjs' } },
      },
    });
    return join(file, '..', 'vite', 'bundled.mjs');
  },
};
/** A CommonJS package needs `require` in an ES module, as esbuild documents. */
const ESBUILD = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'silent',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

const RUN = { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] };

/** As on a read-only disk: every write to a file fails. */
const READ_ONLY = ['--experimental-permission', '--allow-fs-read=*', '--no-warnings'];

/** Where only its own folder can be read, too. */
const alone = (own) => ['--experimental-permission', `--allow-fs-read=${own}/*`, '--no-warnings'];

/** Rollup is the slowest, and Vite's bundler resolves and splits like it. */
const CHOSEN = Object.entries(BUNDLERS).filter(([name]) => SOAKING || name !== 'rollup');

const problems = [];
for (const [name, bundle] of CHOSEN) {
  try {
    const file = output(name, 'mjs');
    const written = (await bundle(file)) ?? file;
    const printed = execFileSync(process.execPath, [...READ_ONLY, written], { cwd: folder, ...RUN });
    const [answer, postgres, redis, mysql, page] = JSON.parse(printed);
    if (answer !== true || postgres !== 'loaded' || redis !== 'loaded')
      problems.push(`bundled with ${name}, an installed driver is not loaded: ${printed}`);
    if (String(page) !== '200') problems.push(`bundled with ${name}, the page responds ${String(page)}`);
    if (!mysql.includes('npm install mysql2'))
      problems.push(`bundled with ${name}, a missing driver is reported as: ${mysql}`);
  } catch (error) {
    problems.push(`${name} does not bundle the packages: ${error.message}${error.stderr ?? ''}`);
  }
}
try {
  problems.push(...(await openPageAlone()));
} catch (error) {
  problems.push(`one file does not serve the page in an empty folder: ${error.message}${error.stderr ?? ''}`);
}
try {
  problems.push(...(await openPageInWorker()));
} catch (error) {
  problems.push(`a worker does not serve the page: ${error.message}`);
}

/** Opens the page from one file in an empty folder. Resolves to problems. */
async function openPageAlone() {
  const empty = await realpath(await mkdtemp(join(tmpdir(), 'flagstaff-alone-')));
  try {
    const file = join(empty, 'server.mjs');
    await esbuild.build({ entryPoints: [join(folder, 'alone.mjs')], outfile: file, ...ESBUILD });
    const printed = execFileSync(process.execPath, [...alone(empty), file], { cwd: empty, ...RUN });
    return printed.trim() === '[200]' ? [] : [`from one file in an empty folder, the page responds ${printed}`];
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

/** Opens the page, its list and its files in a worker, as a browser does. Resolves to problems. */
async function openPageInWorker() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(folder, 'worker.mjs')],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    logLevel: 'silent',
  });
  const worker = new Miniflare({
    // With `script`, Miniflare parses the bundle for imports.
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text }],
    compatibilityDate: '2026-04-01',
  });
  try {
    const origin = await worker.ready;
    const page = await fetch(origin);
    const names = [...(await page.text()).matchAll(/"(assets\/[^"]+)"/g)].map(([, name]) => name);
    if (names.length < 2) return [`in a worker, the page responds ${page.status} and names no files`];
    const opened = await Promise.all(['api/v1/flags', ...names].map((name) => open(new URL(name, origin))));
    const types = new Set(opened.map(({ type }) => type));
    const missing = ['application/json', 'text/css', 'text/javascript'].filter((type) => !types.has(type));
    return [
      ...opened.filter(({ works }) => !works).map(({ url }) => `in a worker, the page's ${url} does not open`),
      ...missing.map((type) => `in a worker, the page has no ${type}`),
    ];
  } finally {
    await worker.dispose();
  }
}

async function open(url) {
  const response = await fetch(url);
  const text = await response.text();
  const [type] = (response.headers.get('content-type') ?? '').split(';');
  // A body that was compressed twice still has control characters.
  return { url: url.pathname, type, works: response.ok && text.length > 0 && !text.includes('\u0000') };
}

console.log(JSON.stringify({ problems, bundlers: CHOSEN.length + 2 }));
process.exit();
