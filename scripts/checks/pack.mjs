// Packs every published package, checks the tarballs, and installs them as a user would.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConsumers } from '../lib/pack-consumers.mjs';
import { checkPacked } from '../lib/pack-rules.mjs';
import { checkWithTools } from '../lib/pack-tools.mjs';
import { pnpm } from '../lib/pnpm.mjs';
import { capture } from '../lib/run.mjs';
import { readTarball } from '../lib/tarball.mjs';
import { packagesOf } from '../lib/tree.mjs';

/** Packs the published packages. Resolves to the tarball of each, with its contents. */
async function pack(root, packages, into) {
  if (packages.length === 0) return [];
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  const { command, args } = pnpm('--recursive', ...filters, 'pack', '--json', '--pack-destination', into);
  const { code, stdout, stderr } = await capture(command, args, { cwd: root });
  if (code !== 0) throw new Error(`The packages cannot be packed: ${stderr}${stdout}`);
  const packed = new Map(JSON.parse(stdout.slice(stdout.search(/^\[/m))).map(({ name, filename }) => [name, filename]));
  return Promise.all(
    packages.map(async ({ folder, path, manifest: source }) => {
      const tarball = packed.get(source.name);
      if (tarball === undefined) throw new Error(`pnpm did not pack ${source.name}.`);
      const files = await readTarball(tarball);
      const manifest = JSON.parse(files.get('package.json').toString('utf8'));
      return { where: `packages/${folder}`, path, source, manifest, tarball, files };
    }),
  );
}

export async function checkPack(root) {
  const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-pack-'));
  try {
    const published = (await packagesOf(root)).filter(({ manifest }) => manifest.private !== true);
    const packages = await pack(root, published, scratch);
    const version = packages[0]?.manifest.version;
    const rules = await Promise.all(packages.map((one) => checkPacked({ ...one, version })));
    const problems = rules.flat();
    const files = packages.reduce((total, one) => total + one.files.size, 0);
    const counts = { packages: packages.length, 'packed files': files };
    // What breaks these rules cannot be used: report that once, without the errors that follow from it.
    if (problems.length > 0 || packages.length === 0) return { problems, counts };
    const [tools, consumers] = await Promise.all([
      checkWithTools(packages),
      checkConsumers(join(scratch, 'consumer'), packages),
    ]);
    return {
      problems: [...tools, ...consumers.problems],
      counts: { ...counts, doors: consumers.doors.length, consumers: consumers.consumers },
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
