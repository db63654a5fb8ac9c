import { readFile } from 'node:fs/promises';
import { ERROR_CODES, FlagstaffError } from '@flagstaff/core';
import { expect, it } from 'vitest';

it('docs/errors.md lists every code, with its status, its meaning and what to do, and no other', async () => {
  const page = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)];
  const documented = rows.map(([, code, status, meaning]) => [code, Number(status), meaning]);
  expect(documented).toEqual(
    (Object.keys(ERROR_CODES) as (keyof typeof ERROR_CODES)[]).map((code) => [
      code,
      new FlagstaffError(code, '').status,
      ERROR_CODES[code],
    ]),
  );
  expect(documented.length).toBeGreaterThan(20);
  expect(page.match(/^\| `/gm)).toHaveLength(documented.length);
});
