import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = join(ROOT, 'examples');
const STORIES = [
  'ab-test',
  'basic-usage',
  'custom-backend',
  'environments',
  'gradual-rollout',
  'guards',
  'nestjs',
  'percentage-rollout',
  'three-frameworks',
  'workers',
];

const folders = (await readdir(EXAMPLES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: { readonly start?: string };
}

it('has an example for every use case', () => {
  expect(folders.length).toBeGreaterThanOrEqual(STORIES.length);
  expect(folders).toEqual(expect.arrayContaining(STORIES));
});

describe.each(folders)('examples/%s', (folder) => {
  const path = join(EXAMPLES, folder);

  it('is a private package with a start script', async () => {
    const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest;
    expect(manifest.name).toBe(`@flagstaff-examples/${folder}`);
    expect(manifest.private).toBe(true);
    expect(manifest.scripts?.start).toContain('node dist/main.js');
    expect(existsSync(join(path, 'src', 'main.ts'))).toBe(true);
  });

  it('has a test beside it', () => {
    expect(existsSync(join(path, `${folder}.test.ts`))).toBe(true);
  });

  it('has a README with the start command and requests to try', async () => {
    const page = await readFile(join(path, 'README.md'), 'utf8');
    expect(page).toMatch(
      folder === 'three-frameworks' ? /npm start/ : new RegExp(`@flagstaff-examples/${folder} start`),
    );
    expect(page).toContain('curl ');
  });

  it('is listed in examples/README.md', async () => {
    expect(await readFile(join(ROOT, 'examples/README.md'), 'utf8')).toContain(`(${folder})`);
  });
});
