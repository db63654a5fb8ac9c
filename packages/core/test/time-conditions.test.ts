import type { FlagDocument, TimeWindow } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';

const flag = (key: string, time: TimeWindow): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  rules: [{ when: { time }, serve: 'on' }],
});

/** 37 seconds apart, over more than the two days that matter. */
const INSTANTS = count(5_000, 25_000);
const nine: TimeWindow = { cron: '0 9 * * *', duration: 'PT1H' };

it('a cron expression matches from a store, from a bootstrap and after a write', async () => {
  const stored = createFlagstaff({ storage: createMemoryStorage({ documents: [flag('stored', nine)] }) });
  const boot = createFlagstaff({ bootstrap: [flag('boot', nine)] });
  await stored.ready();
  await boot.ready();
  await manage(stored).set(flag('written', nine));
  const at = { at: new Date('2026-12-01T09:59:59.999Z') };
  const later = { at: new Date('2026-12-01T10:00:00Z') };
  expect(stored.forContext({}, at).isEnabled('stored')).toBe(true);
  expect(stored.forContext({}, at).isEnabled('written')).toBe(true);
  expect(boot.forContext({}, at).isEnabled('boot')).toBe(true);
  expect(stored.forContext({}, later).isEnabled('stored')).toBe(false);
  await stored.close();
  await boot.close();
});

it('a write with an expression that never fires is rejected with its path', async () => {
  const client = createFlagstaff();
  await expect(manage(client).set(flag('never', { cron: '0 0 31 2 *', duration: 'PT1H' }))).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
    issues: [{ path: '$.rules[0].when.time.cron', fault: 'meaning' }],
  });
  await expect(manage(client).set(flag('nowhere', { from: '09:00', timezone: 'Mars/Olympus' }))).rejects.toMatchObject({
    issues: [{ path: '$.rules[0].when.time.timezone', fault: 'meaning' }],
  });
  await client.close();
});

it('many instants are evaluated, also for an expression that fires each second for a year', async () => {
  const windows: TimeWindow[] = [
    { cron: '* * * * * *', duration: 'P366D', timezone: 'America/New_York' },
    { cron: '* * * * *', duration: 'PT1S', timezone: 'America/New_York' },
    { cron: '0 0 29 2 *', duration: 'P1D' },
    { timezone: 'Pacific/Apia', days: ['fri'], daysOfMonth: [13], from: '23:59', to: '23:58' },
  ];
  const documents = windows.map((window, index) => flag(`f${index}`, window));
  const client = createFlagstaff({ storage: createMemoryStorage({ documents }) });
  await client.ready();
  const held = [0, 0, 0, 0];
  const start = Date.parse('2028-02-28T00:00:00Z');
  // Every 37 seconds, so that each check of the second flag falls into another minute.
  for (let index = 0; index < INSTANTS; index += 1) {
    const flags = client.forContext({}, { at: new Date(start + index * 37_000) });
    for (const each of held.keys()) if (flags.isEnabled(`f${each}`)) held[each]! += 1;
  }
  expect(held[0]).toBe(INSTANTS);
  expect(Math.abs(held[1]! - INSTANTS / 60)).toBeLessThanOrEqual(2);
  // 29 February, and no Friday the 13th.
  expect(held[2]).toBe(Math.floor(86_400 / 37));
  expect(held[3]).toBe(0);
  await client.close();
});
