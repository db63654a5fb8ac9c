import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account } from './account.ts';
import { complete } from './process.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/servers/', import.meta.url));

/**
 * Initializes a server's data folder with a program. Later calls copy the first result: initializing takes a second or more of
 * the processor, and many tests start a server of their own.
 */
export async function initialize(
  data: string,
  program: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<void> {
  const { mtimeMs, size } = await stat(program);
  // The folder of a test is in the arguments, and says nothing about the result.
  const settings = args.map((argument) => argument.replaceAll(dirname(data), ''));
  const key = createHash('sha256')
    .update(JSON.stringify([program, mtimeMs, size, account, settings]))
    .digest('hex');
  const kept = join(CACHE, `${basename(program)}-${key.slice(0, 16)}`);
  if (await exists(kept)) return complete('cp', ['-a', kept, data]);
  await complete(program, args, account);
  await mkdir(CACHE, { recursive: true });
  const copy = `${kept}.${crypto.randomUUID()}`;
  await complete('cp', ['-a', data, copy]);
  // Another process may have been faster.
  await rename(copy, kept).catch(() => rm(copy, { recursive: true, force: true }));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
