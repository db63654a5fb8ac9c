import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { ROOT } from './root.mjs';
import { capture } from './run.mjs';

async function lint({ where, manifest, tarball }) {
  const content = await readFile(tarball);
  const bytes = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
  const { messages } = await publint({ pack: { tarball: bytes }, level: 'warning', strict: true });
  return messages.map((message) => `${where}: publint says ${formatMessage(message, manifest, { color: false })}`);
}

/** Checks that types and code agree for every kind of import, in every mode of TypeScript. */
async function typesAreRight({ where, manifest, tarball }) {
  const data = Object.keys(manifest.exports).filter((door) => door.endsWith('.json'));
  const without = data.length > 0 ? ['--exclude-entrypoints', ...data] : [];
  const attw = join(ROOT, 'node_modules', '.bin', 'attw');
  const { code, stdout, stderr } = await capture(attw, [
    tarball,
    '--profile',
    'strict',
    '--no-color',
    '--no-emoji',
    ...without,
  ]);
  return code === 0 ? [] : [`${where}: attw says\n${stdout}${stderr}`];
}

/** Runs publint and attw on the tarballs, two at a time. */
export async function checkWithTools(packages) {
  const problems = [];
  const queue = [...packages];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      problems.push(...(await lint(next)), ...(await typesAreRight(next)));
    }
  };
  await Promise.all([worker(), worker()]);
  return problems;
}
