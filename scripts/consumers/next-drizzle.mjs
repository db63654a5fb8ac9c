// An application with the coming line of Drizzle, which only npm resolves as users have it: a range can exclude its prereleases.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NPM_ENVIRONMENT } from '../lib/environment.mjs';
import { capture } from '../lib/run.mjs';

const PROGRAM = 'push.mjs';
const DRIVERS = ['@libsql/client', 'mysql2', 'postgres'];

/** Installs the packages with it in the folder, and runs its `drizzle-kit push` on every dialect. Resolves to problems. */
export async function pushesWithNextDrizzle(folder, packages) {
  const used = packages.filter(({ manifest }) => ['@flagstaff/core', '@flagstaff/drizzle'].includes(manifest.name));
  const versions = used.find(({ manifest }) => manifest.name === '@flagstaff/drizzle').source.devDependencies;
  const next = versions['drizzle-orm-next'].replace('npm:drizzle-orm@', '');
  const dependencies = {
    ...Object.fromEntries(used.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`])),
    ...Object.fromEntries(DRIVERS.map((name) => [name, versions[name]])),
    // Both have the same version.
    'drizzle-orm': next,
    'drizzle-kit': next,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  await cp(fileURLToPath(new URL(`programs/${PROGRAM}`, import.meta.url)), join(folder, PROGRAM));
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];
  const installing = await capture('npm', args, { cwd: folder, env: NPM_ENVIRONMENT });
  if (installing.code !== 0)
    return [`the packages do not install with drizzle-orm ${next}: ${installing.stdout}${installing.stderr}`];
  const { code, stdout, stderr } = await capture(process.execPath, [PROGRAM], { cwd: folder });
  return code === 0 ? JSON.parse(stdout) : [`drizzle-kit ${next} cannot be run: ${stdout}${stderr}`];
}
