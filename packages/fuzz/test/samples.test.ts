import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { LARGE, SAMPLES } from '@flagstaff/fuzz';
import { expect, it } from 'vitest';

it('accepts every sample, so that fuzzing reaches evaluation', async () => {
  const flagstaff = createFlagstaff();
  const documents = [...SAMPLES, ...LARGE];
  const { changes } = await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
  expect(changes).toHaveLength(documents.length);
  await flagstaff.close();
});
