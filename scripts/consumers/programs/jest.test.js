// Runs in Jest, whose modules cannot `import()`.
const { createFlagstaff } = require('@flagstaff/core');
const { manage } = require('@flagstaff/core/management');
const { drizzleStorage } = require('@flagstaff/drizzle');
const { redisStorage } = require('@flagstaff/redis');

test.each(process.env.DOORS.split(' '))('%s loads', (door) => {
  // Not `instanceof`: Jest's tests have an `Object` of their own.
  expect(typeof require(door)).toBe('object');
});

test('documents load the store in memory and the engines that they need', async () => {
  const flagstaff = createFlagstaff();
  await flagstaff.ready();
  const set = (key, when) =>
    manage(flagstaff).set({ kind: 'flag', key, type: 'boolean', rules: [{ when, serve: 'on' }] });
  await set('pattern', { attribute: 'email', operator: 'matches', value: '@acme[.]example$' });
  await set('always', { time: { cron: '* * * * *', duration: 'PT1M' } });
  const flags = flagstaff.forContext({ email: 'ada@acme.example' });
  expect([flags.isEnabled('pattern'), flags.isEnabled('always')]).toEqual([true, true]);
  await flagstaff.close();
});

// A closed port: the driver was loaded, or the error would say that it is missing.
test.each([
  ['postgres', () => drizzleStorage({ url: 'postgres://127.0.0.1:1/flags' })],
  ['mysql2', () => drizzleStorage({ url: 'mysql://127.0.0.1:1/flags' })],
  ['redis', () => redisStorage({ url: 'redis://127.0.0.1:1' })],
])('storage loads %s', async (_name, create) => {
  const storage = create();
  await expect(storage.get('flag:a')).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) });
  await storage.close();
});
