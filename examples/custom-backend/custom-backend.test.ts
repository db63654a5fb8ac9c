import { CAPABILITIES } from '@flagstaff/core/storage';
import { storageConformance } from '@flagstaff/testkit/storage';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderStorage } from './src/folder-storage.ts';
import { start } from './src/start.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'flagstaff-folder-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const newFolder = (): Promise<string> => mkdtemp(join(scratch, 'store-'));

const { cases } = storageConformance({
  name: 'a folder of JSON files',
  describe,
  it,
  create: async () => folderStorage(await newFolder()),
  // Each document is a file, written on its own.
  scale: 0.1,
  skip: CAPABILITIES.map((capability) => ({ capability, reason: 'is a storage backend with four methods' })),
});

it('runs all conformance cases that four methods support', () => {
  expect(cases).toBeGreaterThanOrEqual(50);
});

describe('the app', () => {
  it('changes a flag, and keeps it across a restart', async () => {
    const folder = await newFolder();
    const first = await start(0, folder);
    await request(first.url).get('/').expect(200, { maintenance: false });
    await request(first.url).put('/maintenance/on').expect(200, { maintenance: 'on', version: 1 });
    await request(first.url).get('/').expect(200, { maintenance: true });
    await first.stop();

    const second = await start(0, folder);
    const { body } = await request(second.url).get('/').expect(200);
    expect(body).toEqual({ maintenance: true });
    await second.stop();
  });

  it('follows a change by another process', async () => {
    const folder = await newFolder();
    const [writer, reader] = [await start(0, folder), await start(0, folder)];
    await request(writer.url).put('/maintenance/on').expect(200);
    const seen = async (): Promise<unknown> => (await request(reader.url).get('/').expect(200)).body;
    await expect.poll(seen).toEqual({ maintenance: true });
    await Promise.all([writer.stop(), reader.stop()]);
  });

  it('rejects an invalid flag with 400', async () => {
    const app = await start(0, await newFolder());
    const { body } = await request(app.url).put('/maintenance/maybe').expect(400);
    expect((body as { error: string }).error).toContain('maybe');
    await app.stop();
  });
});
