import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { conforms, POLLED } from './support/conforms.ts';

const folder = mkdtempSync(join(tmpdir(), 'flagstaff-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

conforms('drizzle on a file', { fresh: () => ({ url: freshFile() }), skip: POLLED });

conforms('drizzle on a file with a prefix', {
  fresh: () => ({ url: freshFile(), tablePrefix: 'my_flags_' }),
  repeats: { oneIn: 5 },
  skip: POLLED,
});

conforms('drizzle in memory', {
  fresh: () => ({ url: ':memory:' }),
  reopens: false,
  skip: POLLED,
  repeats: { oneIn: 5 },
});

function freshFile(): string {
  return `file:${join(folder, crypto.randomUUID())}.db`;
}
