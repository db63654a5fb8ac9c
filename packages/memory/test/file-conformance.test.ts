import { fileStorage } from '@flagstaff/memory/file';
import { storageConformance } from '@flagstaff/testkit/storage';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';

let folder = '';
let files = 0;
const paths = new WeakMap<object, string>();

function open(path: string): ReturnType<typeof fileStorage> {
  const storage = fileStorage({ path, pollIntervalMs: 50 });
  paths.set(storage, path);
  return storage;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

const reason = 'a file that people edit has no commit log';

storageConformance({
  name: 'fileStorage',
  describe,
  it,
  async create() {
    const path = join(folder, `flags-${++files}.json`);
    await writeFile(path, '[]');
    return open(path);
  },
  // Each document of it is a file written to disk, one after another.
  scale: 0.1,
  reopen: (storage) => open(paths.get(storage) ?? ''),
  skip: (
    ['snapshot', 'commit', 'changes', 'revision', 'history', 'hasMembers', 'changeMembers', 'listMembers'] as const
  ).map((capability) => ({
    capability,
    reason,
  })),
});
