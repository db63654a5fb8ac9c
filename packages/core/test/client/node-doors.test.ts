import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFlagstaff } from '@flagstaff/core';
import { currentFlags, runWithFlags } from '@flagstaff/core/async';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { numberFlag, numberOf } from './setup.ts';

describe('lastKnownGoodFile', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flagstaff-'));
    onTestFinished(() => rm(folder, { recursive: true }));
  });

  it('keeps the copy of one client for the next, which starts without the store', async () => {
    const path = join(folder, 'flags');
    expect(await lastKnownGoodFile(path).read()).toBeUndefined();
    const storage = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const first = createFlagstaff({ storage, lastKnownGood: lastKnownGoodFile(path) });
    await first.ready();
    await first.close();
    expect(await readdir(folder)).toEqual(['flags']);

    // The store is closed, so every call to it fails.
    const second = createFlagstaff({ storage, lastKnownGood: lastKnownGoodFile(path) });
    await new Promise<void>((resolve) => void second.on('change', () => resolve()));
    expect([second.state, numberOf(second, 'a')]).toEqual(['stale', 1]);
    await second.close();
  });

  it('is ignored and reported when it is damaged', async () => {
    const path = join(folder, 'flags');
    const storage = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const first = createFlagstaff({ storage, lastKnownGood: lastKnownGoodFile(path) });
    await first.ready();
    await first.close();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -20));
    const second = createFlagstaff({ storage, lastKnownGood: lastKnownGoodFile(path) });
    const problem = await new Promise<string>((resolve) => void second.on('error', ({ code }) => resolve(code)));
    expect([problem, numberOf(second, 'a')]).toEqual(['LAST_KNOWN_GOOD_FAILED', -1]);
    await second.close();
  });

  it('leaves no files behind when it cannot write', async () => {
    const path = join(folder, 'missing', 'flags');
    await expect(lastKnownGoodFile(path).write('text')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('shows the old copy or the new one, never a mixture, during many writes', async () => {
    const file = lastKnownGoodFile(join(folder, 'flags'));
    const texts = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(97 + index).repeat(100_000));
    await file.write('a'.repeat(100_000));
    const writes = Promise.all(texts.map((text) => file.write(text)));
    for (let read = 0; read < 50; read += 1) expect(texts).toContain(await file.read());
    await writes;
    expect(await readdir(folder)).toEqual(['flags']);
  });
});

describe('currentFlags', () => {
  it('is the evaluator of the calling request, at any depth and delay', async () => {
    const flagstaff = createFlagstaff({ bootstrap: [numberFlag('a', 1)] });
    const deep = async (): Promise<unknown> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return currentFlags().context['who'];
    };
    const seen = await Promise.all(['ann', 'bob'].map((who) => runWithFlags(flagstaff.forContext({ who }), deep)));
    expect(seen).toEqual(['ann', 'bob']);
    await flagstaff.close();
  });

  it('throws outside a request', () => {
    expect(() => currentFlags()).toThrow(expect.objectContaining({ code: 'NO_CURRENT_FLAGS' }) as Error);
  });
});
