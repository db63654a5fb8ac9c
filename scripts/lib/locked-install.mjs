import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NPM_ENVIRONMENT } from './environment.mjs';
import { run } from './run.mjs';

const FILES = ['package.json', 'package-lock.json'];
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * Installs what a folder's lockfile says, below another folder, unless it is there. Each lockfile gets a folder of its own, which
 * appears complete and is never changed, so no install disturbs a program that runs. Resolves to that folder.
 */
export async function installLocked(source, target, { onInstall = () => {} } = {}) {
  const contents = await Promise.all(FILES.map((name) => readFile(join(source, name))));
  const hash = contents.reduce((digest, content) => digest.update(content), createHash('sha256')).digest('hex');
  const folder = join(target, hash.slice(0, 16));
  if (existsSync(folder)) return folder;

  onInstall();
  const unfinished = `${folder}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    for (const name of FILES) await copyFile(join(source, name), join(unfinished, name));
    const code = await run('npm', ['ci', ...FLAGS], { cwd: unfinished, env: NPM_ENVIRONMENT });
    if (code !== 0) throw new Error(`npm ci failed (exit code ${code}); its output is above.`);
    await rename(unfinished, folder).catch((error) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
