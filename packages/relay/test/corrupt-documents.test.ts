// One document is corrupt: in a file, in a relay's response, and in the response of another server.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { fileStorage } from '@flagstaff/memory/file';
import { httpStorage } from '@flagstaff/relay';
import { count } from '@flagstaff/spec';
import { counterDocument, holdPromise, JUNK, NO_DOCUMENTS, withField } from '@flagstaff/testbed';
import type { Corruption } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { follow, numberOf, origin } from './support/origin.ts';
import { answering } from './support/serve.ts';

const STORED = {
  ...counterDocument('a', 1),
  version: 1,
  createdAt: '2026-01-01',
  updatedAt: '2026-01-01',
  updatedBy: 'me',
};
const FIELDS = [...Object.keys(STORED), 'rules', 'unheard'];
const ID = ['kind', 'key'];

/** With another valid key it is another document, and the one before was deleted. */
function isRename(field: string, json: string): boolean {
  return field === 'key' && /^"[A-Za-z0-9]{1,128}"$/.test(json);
}

interface Case {
  readonly name: string;
  /** Documents to put in place of the flag `a`, which would otherwise have this number. */
  readonly text: (n: number) => string;
  readonly isNamed: boolean;
}

const CASES: readonly Case[] = [
  ...NO_DOCUMENTS.filter(([name]) => !['nothing', 'text that is not JSON', 'another document'].includes(name)).map(
    ([name, text]) => ({
      name: `${name} as the document`,
      text: () => text,
      isNamed: false,
    }),
  ),
  ...FIELDS.flatMap((field) =>
    JUNK.filter(([, json]) => !isRename(field, json)).map(([name, json]) => ({
      name: `${field}: ${name}`,
      text: (n: number) => withField({ ...STORED, ...counterDocument('a', n) }, field, json),
      isNamed: !ID.includes(field),
    })),
  ),
];

const step = count(30, 1);
const SOME = CASES.filter((_, index) => index % step === 0);

function onDemand(storage: StorageBackend): Flagstaff {
  const flagstaff: Flagstaff = createFlagstaff({ storage, pollIntervalMs: false });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

describe('a corrupt file', () => {
  it('keeps the last valid version of the document, and updates the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flagstaff-corrupt-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'flags.json');
    await writeFile(path, '[]');
    const [reader, writer] = [onDemand(fileStorage({ path })), onDemand(fileStorage({ path }))];
    const problems: FlagstaffError[] = [];
    reader.on('error', (problem) => void problems.push(problem));
    await manage(writer).set(counterDocument('a', 0));
    await manage(writer).set(counterDocument('b', 0));
    await reader.ready();
    const put = async (a: string): Promise<void> => {
      const b = JSON.stringify(await manage(writer).get('flag:b'));
      await writeFile(path, `[${a},${b}]`);
    };
    const repair = (n: number): Promise<void> => put(JSON.stringify({ ...STORED, ...counterDocument('a', n) }));
    for (const { name, text, isNamed } of SOME) {
      const corruption: Corruption = { name, isNamed, corrupt: (n) => put(text(n)), repair };
      await expect(
        holdPromise({ reader, problems, writer, announce: async () => undefined }, corruption),
      ).resolves.toBeUndefined();
      // A document without a name stays until the file is repaired.
      if (!isNamed) await put(JSON.stringify(await manage(writer).get('flag:a')));
    }
  });
});

describe('a server that serves junk', () => {
  it('keeps the last valid version of the document, updates the others, and recovers', async () => {
    let [number, a, b] = [1, '', ''];
    const served = await answering((_, response) => {
      const revision = JSON.stringify({ epoch: 'e', number, token: `t${number}` });
      response.writeHead(200, { 'content-type': 'application/json', 'flagstaff-revision': revision });
      response.end(`{"revision":${revision},"documents":[${a},${b}]}`);
    });
    onTestFinished(() => served.close());
    const good = (key: string, n: number): string => JSON.stringify({ ...STORED, ...counterDocument(key, n) });
    [a, b] = [good('a', 1), good('b', 1)];
    const flagstaff = onDemand(httpStorage({ url: served.url, events: false }));
    const onward = await origin(httpStorage({ url: served.url, events: false }));
    const far = onDemand(httpStorage({ url: onward.served.url, events: false }));
    await flagstaff.ready();
    const next = async (): Promise<void> => {
      number += 1;
      await flagstaff.refresh();
      await onward.flagstaff.refresh();
      await far.refresh();
    };
    for (const { name, text } of SOME) {
      const n = number + 1;
      [a, b] = [good('a', n), good('b', n)];
      await next();
      expect([numberOf(flagstaff, 'a'), numberOf(far, 'a')], `${name}: before`).toEqual([n, n]);
      [a, b] = [text(n), good('b', n + 0.5)];
      await next();
      for (const each of [flagstaff, onward.flagstaff, far]) {
        expect([numberOf(each, 'a'), numberOf(each, 'b'), each.state], name).toEqual([n, n + 0.5, 'ready']);
      }
      const answer = await fetch(`${onward.served.url}/flagstaff/v1/documents`);
      expect(answer.status, name).toBe(200);
      expect(JSON.stringify(await answer.json())).toContain(`"now":${n + 0.5}`);
      expect(await httpStorage({ url: served.url, events: false }).list()).toHaveLength(2);
      [a] = [good('a', n + 0.75)];
      await next();
      expect([numberOf(flagstaff, 'a'), numberOf(far, 'a')], name).toEqual([n + 0.75, n + 0.75]);
    }
  });
});

describe('a document without a usable id', () => {
  it('keeps the document that it displaced, and nothing that is deleted later', async () => {
    const storage = createMemoryStorage();
    const { flagstaff } = follow(storage);
    await storage.set(counterDocument('a', 1));
    await storage.set(counterDocument('b', 1));
    await flagstaff.refresh();
    // As an in-place edit of the key, read as a whole.
    const snapshot = await storage.snapshot();
    const served = { documents: snapshot.documents as unknown[], number: 10 };
    const other = follow({
      ...storage,
      name: 'edited',
      snapshot: async () => ({
        revision: { epoch: 'e', number: served.number, token: String(served.number) },
        documents: served.documents as never,
      }),
      revision: async () => ({ epoch: 'e', number: served.number, token: String(served.number) }),
      changes: async () => undefined,
    });
    await other.flagstaff.ready();
    const [a, b] = snapshot.documents;
    const show = async (documents: unknown[]): Promise<readonly number[]> => {
      Object.assign(served, { documents, number: served.number + 1 });
      await other.flagstaff.refresh();
      return [numberOf(other.flagstaff, 'a'), numberOf(other.flagstaff, 'b')];
    };
    expect(await show([{ ...a, key: 'not a key' }, b])).toEqual([1, 1]);
    expect(other.errors.map(({ message }) => message).join('\n')).toContain('flag:a');
    // The junk was there before: b was deleted.
    expect(await show([{ ...a, key: 'not a key' }])).toEqual([1, -1]);
    expect(await show([{ ...a, key: 'not a key' }, b])).toEqual([1, 1]);
    // Once it is removed, so is the document that it displaced.
    expect(await show([b])).toEqual([-1, 1]);
  });
});
