import { loadCases } from '@flagstaff/spec';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** The cases as data, because an edge runtime has no files. As text, because a literal would treat an own `__proto__` as a prototype. */
const inlineCases: Plugin = {
  name: 'inline cases',
  setup({ onLoad }) {
    onLoad({ filter: /packages\/spec\/(src|dist)\/load\.[jt]s$/ }, () => ({
      loader: 'js',
      contents: `const files = JSON.parse(${JSON.stringify(JSON.stringify(loadCases()))});
        export const loadCases = () => files;
        export const loadHashVectors = () => ({ hashes: [], buckets: [] });`,
    }));
  },
};

/** Node's own modules that the suite needs and workers lack: sockets. */
const withoutSockets: Plugin = {
  name: 'without sockets',
  setup({ onResolve }) {
    const path = fileURLToPath(new URL('suite/in-memory-http.ts', import.meta.url));
    onResolve({ filter: /^(supertest|node:http)$/ }, () => ({ path }));
  },
};

/** Bundles the suite as one file for a runtime. */
export async function bundleSuite(runtime: 'bun' | 'deno' | 'workerd'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`suite/${runtime}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    // `node:` modules exist on all three runtimes. Packages that need Node are excluded at the edge.
    platform: 'node',
    conditions: runtime === 'workerd' ? ['@flagstaff/source', 'workerd', 'worker'] : ['@flagstaff/source'],
    // A worker has no environment.
    define: { 'process.env.FLAGSTAFF_SOAK': JSON.stringify(process.env['FLAGSTAFF_SOAK'] ?? '') },
    plugins: runtime === 'workerd' ? [inlineCases, withoutSockets] : [inlineCases],
    // CommonJS packages `require` Node's modules.
    ...(runtime === 'workerd'
      ? {}
      : {
          banner: {
            js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
          },
        }),
  });
  return outputFiles[0]!.text;
}
