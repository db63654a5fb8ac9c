import { createFlagstaff, FlagstaffError } from '@flagstaff/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const warn = vi.spyOn(console, 'warn');

beforeEach(() => {
  warn.mockReset();
  warn.mockImplementation(() => undefined);
});
afterEach(() => warn.mockReset());

const error = (message: string): FlagstaffError => new FlagstaffError('ENDPOINT_FAILED', message);

it('prints the first error that has no listener, and how to listen', async () => {
  const flagstaff = createFlagstaff();
  flagstaff.reportError(error('one'));
  flagstaff.reportError(error('two'));
  expect(warn.mock.calls).toHaveLength(1);
  expect(String(warn.mock.calls[0])).toMatch(/ENDPOINT_FAILED: one\n.*flagstaff\.on\('error'/s);
  await flagstaff.close();
});

it('prints nothing once there is a listener', async () => {
  const flagstaff = createFlagstaff();
  const heard: string[] = [];
  flagstaff.on('error', ({ message }) => heard.push(message));
  flagstaff.reportError(error('one'));
  expect({ heard, warnings: warn.mock.calls }).toEqual({ heard: ['one'], warnings: [] });
  await flagstaff.close();
});
