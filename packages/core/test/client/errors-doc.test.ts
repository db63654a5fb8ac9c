import { readFile } from 'node:fs/promises';
import { ERROR_CODES } from '@flagstaff/core';
import { expect, it } from 'vitest';

it('docs/errors.md lists every code, with its meaning and what to do, and no other', async () => {
  const page = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)];
  const documented = rows.map(([, code, meaning]) => [code, meaning]);
  expect(documented).toEqual(Object.entries(ERROR_CODES));
  expect(documented.length).toBeGreaterThan(20);
  expect(page.match(/^\| `/gm)).toHaveLength(documented.length);
});
