import { createFlagstaff } from '@flagstaff/core';
import { expect, it, onTestFinished, vi } from 'vitest';

it('says in one sentence that the runtime is too old', () => {
  // As in Node 18, where the first write failed with a ReferenceError.
  vi.stubGlobal('crypto', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(() => createFlagstaff()).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('Use Node 20.19 or later.') as string,
    }),
  );
});
