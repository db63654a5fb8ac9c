import { createFlagstaff, FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { collectWarnings } from './warnings.ts';

const error = (message: string): FlagstaffError => new FlagstaffError('ENDPOINT_FAILED', message);

it('prints each distinct error that has no listener once, and once how to listen', async () => {
  const warnings = collectWarnings();
  const flagstaff = createFlagstaff();
  for (const message of ['one', 'two', 'one']) flagstaff.reportError(error(message));
  const printed = await warnings();
  expect(printed.map(({ code, message }) => [code, message])).toEqual([
    ['ENDPOINT_FAILED', 'one'],
    ['ENDPOINT_FAILED', 'two'],
  ]);
  expect(printed[0]!.detail).toContain("flagstaff.on('error'");
  expect(printed[1]!.detail).toBeUndefined();
  await flagstaff.close();
});

it('prints why a store cannot be reached from the start', async () => {
  const warnings = collectWarnings();
  const storage = createMemoryStorage();
  const failing = { ...storage, revision: () => Promise.reject(new Error('connect ECONNREFUSED')) };
  const flagstaff = createFlagstaff({ storage: failing });
  onTestFinished(() => flagstaff.close());
  await expect.poll(async () => (await warnings()).map(({ code }) => code)).toEqual(['STORAGE_UNAVAILABLE']);
});

it('prints where a context function threw, and not what', async () => {
  const warnings = collectWarnings();
  const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'a', type: 'boolean' }] });
  function contextOfRequest(): never {
    throw new RangeError('ada@example.com is unknown');
  }
  flagstaff.forContext(contextOfRequest).isEnabled('a');
  const [printed] = await warnings();
  expect(printed).toMatchObject({ code: 'CONTEXT_FAILED' });
  expect(printed!.message).toMatch(/Caused by RangeError at contextOfRequest .*unheard-errors/);
  expect(printed!.message).not.toContain('ada@');
  await flagstaff.close();
});

it('prints a bounded number of warnings', async () => {
  const warnings = collectWarnings();
  const flagstaff = createFlagstaff();
  for (let index = 0; index < 500; index++) flagstaff.reportError(error(`key ${index}`));
  expect((await warnings()).length).toBeLessThanOrEqual(100);
  expect((await warnings()).length).toBeGreaterThan(50);
  await flagstaff.close();
});

it('prints nothing once there is a listener', async () => {
  const warnings = collectWarnings();
  const flagstaff = createFlagstaff();
  const heard: string[] = [];
  flagstaff.on('error', ({ message }) => heard.push(message));
  flagstaff.reportError(error('one'));
  expect({ heard, warnings: await warnings() }).toEqual({ heard: ['one'], warnings: [] });
  await flagstaff.close();
});

it('prints to the console in runtimes without warnings of the process', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.stubGlobal('process', Object.create(process, { emitWarning: { value: undefined } }));
  onTestFinished(() => {
    vi.unstubAllGlobals();
    warn.mockRestore();
  });
  const flagstaff = createFlagstaff();
  flagstaff.reportError(error('one'));
  await vi.waitFor(() => expect(warn).toHaveBeenCalled());
  expect(String(warn.mock.calls)).toMatch(/ENDPOINT_FAILED: one\n.*flagstaff\.on\('error'/s);
  await flagstaff.close();
});
