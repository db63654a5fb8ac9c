import { describe, expect, it } from 'vitest';
import { loadDriver } from './load.ts';

describe('loadDriver', () => {
  it('reports what to install when a driver is missing', async () => {
    const missing = 'no-driver-has-this-name';
    await expect(loadDriver('postgres', () => import(missing))).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('npm install postgres') as string,
    });
  });

  it('returns the module', async () => {
    expect(await loadDriver('postgres', () => import('postgres'))).toHaveProperty('default');
  });
});
