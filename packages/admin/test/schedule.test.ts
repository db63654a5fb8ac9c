import type { Document } from '@flagstaff/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging' },
  {
    kind: 'flag',
    key: 'a',
    type: 'boolean',
    schedule: [{ at: '2999-01-01', set: { status: 'inactive' } }],
    environments: { production: { schedule: [] } },
  },
];

it('schedules, replaces and cancels changes', async () => {
  const { ask } = await startApi({ documents: DOCUMENTS });
  const change = { flag: 'a', environment: 'staging', at: '2999-06-01', set: { default: 'on' } };
  const key = { 'idempotency-key': crypto.randomUUID() };
  const added = await ask('POST', '/schedule?comment=Soon', { body: change, headers: key, as: 'ed' });
  expect(added.body).toMatchObject({ comment: 'Soon', changes: [{ id: 'flag:a' }] });
  expect((await ask('POST', '/schedule?comment=Soon', { body: change, headers: key, as: 'ed' })).body).toEqual(
    added.body,
  );
  const list = async (): Promise<{ id: string; at: string; environment?: string }[]> =>
    (await ask('GET', '/schedule?flag=a', { as: 'vera' })).body.items;
  // The schedule of the patch goes on with what it inherited.
  expect((await list()).map(({ environment, at }) => [environment, at])).toEqual([
    [undefined, '2999-01-01'],
    ['staging', '2999-01-01'],
    ['staging', '2999-06-01'],
  ]);
  const [own, , mine] = await list();
  const later = { at: '2999-07-01', set: { default: 'off' } };
  const dry = await ask('PUT', `/schedule/${mine!.id}?dryRun=1`, { body: later, as: 'ed' });
  expect(dry.body.affected[0].environments).toMatchObject([
    { environment: 'staging', fields: [{ field: 'schedule' }] },
  ]);
  expect((await ask('PUT', `/schedule/${mine!.id}`, { body: later, as: 'ed' })).status).toBe(200);
  expect((await list()).at(-1)).toMatchObject({ environment: 'staging', ...later });
  expect((await ask('DELETE', `/schedule/${mine!.id}`)).body.code).toBe('CHANGE_NOT_PENDING');

  // Production has a schedule of its own, which is empty, so the flag's own change is none of it.
  const again = { 'idempotency-key': crypto.randomUUID() };
  const cancelled = await ask('DELETE', `/schedule/${own!.id}`, { headers: again, as: 'ed' });
  expect(cancelled.body.changes[0].fields).toMatchObject([{ field: 'schedule', to: null }]);
  const repeated = await ask('DELETE', `/schedule/${own!.id}`, { headers: again, as: 'ed' });
  expect([repeated.headers.get('idempotent-replayed'), repeated.body]).toEqual(['true', cancelled.body]);
  expect((await ask('DELETE', `/schedule/${own!.id}`)).status).toBe(409);
});

it('repeats the first answer when the date has passed since', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2029-01-01') });
  onTestFinished(() => void vi.useRealTimers());
  const { ask } = await startApi({
    documents: [...DOCUMENTS.slice(0, 2), { kind: 'flag', key: 'a', type: 'boolean', default: 'off' }],
  });
  const idOf = async (at: string): Promise<string> =>
    (await ask('GET', '/schedule')).body.items.find((each: { at: string }) => each.at === at).id;
  const requests: [method: string, path: string, options: { body?: object; headers: { 'idempotency-key': string } }][] =
    [];
  const first: unknown[] = [];
  const send = async (method: string, path: string, body?: object): Promise<void> => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    requests.push([method, path, { ...(body && { body }), headers }]);
    first.push((await ask(...requests.at(-1)!)).body);
  };
  const set = { default: 'on' };
  await send('POST', '/schedule', { flag: 'a', at: '2029-02-01', set });
  await send('PUT', `/schedule/${await idOf('2029-02-01')}`, { at: '2029-03-01', set });
  await send('POST', '/schedule', { flag: 'a', environment: 'staging', at: '2029-04-01', set });
  await send('DELETE', `/schedule/${await idOf('2029-04-01')}`);
  vi.setSystemTime(new Date('2030-01-01'));
  for (const [index, request] of requests.entries()) {
    const { status, headers, body } = await ask(...request);
    expect([status, headers.get('idempotent-replayed'), body]).toEqual([200, 'true', first[index]]);
  }
  expect((await ask('POST', '/schedule', { body: { flag: 'a', at: '2029-02-01', set } })).status).toBe(400);
});

it('keeps what an environment serves when it gets a schedule of its own', async () => {
  const schedule = [
    { at: '2030-01-01', set: { default: 'on' } },
    { at: '2999-01-01', set: { status: 'inactive' } },
  ] as const;
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2029-01-01') });
  onTestFinished(() => void vi.useRealTimers());
  const { ask } = await startApi({
    documents: [...DOCUMENTS.slice(0, 2), { kind: 'flag', key: 'a', type: 'boolean', schedule }],
  });
  const inStaging = async (): Promise<string> =>
    (await ask('POST', '/evaluate', { body: { contexts: [{}], flags: ['a'], environment: 'staging' } })).body.rows[0].a
      .variant;
  // A write stores what has taken effect in the fields: there was none since the first change took effect.
  vi.setSystemTime(new Date('2031-01-01'));
  expect(await inStaging()).toBe('on');
  const body = { flag: 'a', environment: 'staging', at: '2999-06-01', set: { default: 'off' } };
  const dry = await ask('POST', '/schedule?dryRun=1', { body });
  expect(dry.body.affected[0].environments).toMatchObject([
    { environment: 'staging', fields: [{ field: 'schedule' }] },
  ]);
  expect((await ask('POST', '/schedule', { body })).status).toBe(200);
  expect(await inStaging()).toBe('on');
});

it('refuses changes that cannot be scheduled', async () => {
  const { ask } = await startApi({ documents: DOCUMENTS });
  const change = { flag: 'a', at: '2999-06-01', set: { default: 'on' } };
  for (const [body, status] of [
    [{ ...change, at: '2001-01-01' }, 400],
    [{ ...change, at: 'tomorrow, at noon' }, 400],
    [{ ...change, flag: 'none' }, 404],
    [{ ...change, environment: 'moon' }, 404],
    [{ ...change, set: { default: 'none' } }, 422],
    [{ ...change, set: { type: 'string' } }, 422],
  ] as const) {
    expect((await ask('POST', '/schedule', { body })).status, JSON.stringify(body)).toBe(status);
  }
  const [pending] = (await ask('GET', '/schedule')).body.items;
  const past = { at: '2001-01-01', set: { default: 'on' } };
  expect((await ask('PUT', `/schedule/${pending.id}`, { body: past })).status).toBe(400);
  const production = { ...change, environment: 'production' };
  expect((await ask('POST', '/schedule', { body: production, as: 'ed' })).status).toBe(403);
});

it('shows what a flag is at each of its dates', async () => {
  const { ask } = await startApi({
    documents: [
      ...DOCUMENTS.slice(0, 2),
      {
        kind: 'flag',
        key: 'a',
        type: 'boolean',
        schedule: [
          { at: '2030-02-01', set: { status: 'inactive' } },
          { at: '2031-01-01', set: { status: 'active' } },
        ],
        overrides: [{ attribute: 'userId', value: 'ann', serve: 'on', expires: '2030-01-15' }],
        rules: [
          {
            rollout: {
              ramp: [
                { at: '2030-01-10', percentage: 10 },
                { at: '2030-01-20', percentage: 50 },
              ],
              mode: 'linear',
            },
            serve: 'on',
          },
        ],
        environments: { staging: { rules: [], schedule: [] } },
      },
    ],
  });
  const range = { flag: 'a', from: '2030-01-01', to: '2030-12-31' };
  const { body } = await ask('POST', '/timeline', { body: range, as: 'vera' });
  const day = (text: string): string => text.slice(0, 10);
  expect(
    body.items.map(({ at, fields, rollouts }: { at: string; fields: { field: string }[]; rollouts: object[] }) => [
      day(at),
      fields.map(({ field }) => field).join(),
      rollouts,
    ]),
  ).toEqual([
    ['2030-01-01', '', [{ rule: 0, percentage: 0 }]],
    ['2030-01-10', '', [{ rule: 0, percentage: 10 }]],
    ['2030-01-15', 'overrides', [{ rule: 0, percentage: 30 }]],
    ['2030-01-20', '', [{ rule: 0, percentage: 50 }]],
    ['2030-02-01', 'status', [{ rule: 0, percentage: 50 }]],
  ]);
  const staging = await ask('POST', '/timeline', { body: { ...range, environment: 'staging' } });
  expect(staging.body.items.map(({ at }: { at: string }) => day(at))).toEqual(['2030-01-01', '2030-01-15']);
  expect((await ask('POST', '/timeline', { body: { ...range, environment: 'moon' } })).status).toBe(404);
  expect((await ask('POST', '/timeline', { body: { ...range, flag: 'none' } })).status).toBe(404);
});
