import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

const DOORS = `export { createFlagstaff } from './index.ts'; export { manage } from './management.ts';`;

/** The globals of browsers and edge runtimes besides the language, without Node's. */
const runtime = {
  setTimeout,
  clearTimeout,
  queueMicrotask,
  structuredClone,
  crypto: globalThis.crypto,
  performance,
  TextEncoder,
};

// The code of a page, using only the language.
const program = `(async () => {
  const { createFlagstaff, manage } = core;
  const client = createFlagstaff({
    bootstrap: [
      { kind: 'segment', key: 'staff', when: { attribute: 'email', operator: 'matches', value: '@example\\\\.com$' } },
      {
        kind: 'flag', key: 'checkout', type: 'string', variants: { classic: 'v1', express: 'v2' }, default: 'classic',
        rules: [{ when: { segment: 'staff' }, serve: 'express' }],
      },
      { kind: 'flag', key: 'rolled', type: 'boolean', rules: [{ rollout: { percentage: 100 }, serve: 'on' }] },
    ],
  });
  await client.ready();
  await manage(client).set({ kind: 'flag', key: 'written', type: 'boolean', default: 'on' });
  const ann = client.forContext({ targetingKey: 'José', email: 'ann@example.com' });
  const bob = client.forContext({ targetingKey: '日本', email: 'bob@example.org' });
  const answers = [
    ann.value('checkout', ''), bob.value('checkout', ''), ann.isEnabled('rolled'), ann.isEnabled('written'),
    ann.details('missing', 1).errorCode,
  ];
  await client.close();
  return JSON.stringify(answers);
})()`;

describe.each(['browser', 'neutral'] as const)('bundled for %s', (platform) => {
  it('evaluates flags without Node', async () => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: DOORS, resolveDir: source, loader: 'ts' },
      bundle: true,
      write: false,
      metafile: true,
      format: 'iife',
      globalName: 'core',
      target: 'es2022',
      platform,
      mainFields: ['module', 'main'],
      conditions: ['@flagstaff/source'],
      logLevel: 'silent',
    });
    const inputs = Object.values(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(30);
    const imports = inputs.flatMap((input) => input.imports);
    expect(imports.filter(({ external, path }) => external === true || path.startsWith('node:'))).toEqual([]);

    const context = createContext({ ...runtime });
    expect(runInContext('[typeof process, typeof Buffer, typeof require, typeof setImmediate].join()', context)).toBe(
      'undefined,undefined,undefined,undefined',
    );
    const answers = (await runInContext(`${outputFiles[0]?.text ?? ''};${program}`, context)) as string;
    expect(JSON.parse(answers)).toEqual(['v2', 'v1', true, true, 'FLAG_NOT_FOUND']);
  });
});
