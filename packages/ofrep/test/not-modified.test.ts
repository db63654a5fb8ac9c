// Tests which requests are answered 304 without an evaluation.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, FlagstaffOptions } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import { fakeClock } from '@flagstaff/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { ask } from './support/flags.ts';

const theme = (more: object = {}): Document => ({
  kind: 'flag',
  key: 'theme',
  type: 'boolean',
  clientSide: true,
  rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'on' }],
  ...more,
});
const server = (description: string): Document => ({ kind: 'flag', key: 'server', type: 'boolean', description });

const PRO = { targetingKey: 'ada', plan: 'pro' };
const FREE = { targetingKey: 'ada', plan: 'free' };

async function open(documents: readonly Document[], options: FlagstaffOptions = {}) {
  const flagstaff: Flagstaff = createFlagstaff({ storage: createMemoryStorage({ documents }), ...options });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  let evaluations = 0;
  // The client, with evaluations that are counted.
  const counted = Object.create(flagstaff, {
    forContext: {
      value: (...given: Parameters<Flagstaff['forContext']>) => {
        const evaluator = flagstaff.forContext(...given);
        const { all } = evaluator;
        evaluator.all = () => {
          evaluations += 1;
          return all.call(evaluator);
        };
        return evaluator;
      },
    },
  }) as Flagstaff;
  const handler = ofrep(counted, { authorize: 'anyone', events: false });
  /** Returns the status, the tag, and whether the flags were evaluated. */
  async function request(context: object, etag?: string | null) {
    const before = evaluations;
    const response = await ask(handler, { context }, etag ? { headers: { 'if-none-match': etag } } : {});
    await response.text();
    return { status: response.status, etag: response.headers.get('etag')!, evaluated: evaluations > before };
  }
  return { flagstaff, request, set: (document: Document) => manage(flagstaff).set(document) };
}

it('answers 304 without an evaluation until a flag for browsers changes', async () => {
  const { request, set } = await open([theme(), server('first')]);
  const { etag, ...first } = await request(PRO);
  expect(first).toEqual({ status: 200, evaluated: true });
  const unchanged = { status: 304, etag, evaluated: false };
  expect(await request(PRO, etag)).toEqual(unchanged);
  expect(await request({ plan: 'pro', targetingKey: 'ada' }, etag.slice('W/'.length))).toEqual(unchanged);
  expect(await request(PRO, etag.replaceAll(/W\/|"/g, ''))).toEqual(unchanged);
  await set(server('second'));
  expect(await request(PRO, etag)).toEqual(unchanged);

  // A change that this context does not notice is evaluated once.
  await set(theme({ overrides: [{ attribute: 'targetingKey', value: 'eve', serve: 'off' }] }));
  expect(await request(PRO, etag)).toEqual({ ...unchanged, evaluated: true });
  expect(await request(PRO, etag)).toEqual(unchanged);

  await set(theme({ rules: [] }));
  expect(await request(PRO, etag)).toMatchObject({ status: 200, evaluated: true });
});

it('never matches the tag of another context, or of earlier answers', async () => {
  const { request, set } = await open([theme()]);
  const { etag: ofPro } = await request(PRO);
  const { etag: ofFree } = await request(FREE);
  expect(await request(FREE, ofPro)).toMatchObject({ status: 200, evaluated: true });
  expect(await request({ ...PRO, other: 1 }, ofPro)).toMatchObject({ status: 200 });
  expect(await request(FREE, ofFree)).toMatchObject({ status: 304, evaluated: false });
  await set(theme({ rules: [] }));
  expect(await request(PRO, ofPro)).toMatchObject({ status: 200 });
  await set(theme());
  // The same answers have the same tag again.
  expect(await request(PRO, ofPro)).toMatchObject({ status: 304, evaluated: true });
});

it('evaluates for a header with anything else than one tag', async () => {
  const { request } = await open([theme()]);
  const { etag } = await request(PRO);
  expect(await request(PRO, `"x", ${etag}`)).toMatchObject({ status: 304, evaluated: true });
  for (const header of ['*', '"x"', 'W/', '"'.repeat(9_000), etag.toUpperCase(), `${etag}x`]) {
    expect(await request(PRO, header)).toMatchObject({ status: 200, evaluated: true });
  }
});

it('evaluates at the instant of a scheduled change', async () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  const clock = fakeClock({ now: new Date(now) });
  const at = new Date(now + 60_000).toISOString();
  const { request } = await open([theme({ schedule: [{ at, set: { rules: [] } }] })], { clock });
  const { etag } = await request(PRO);
  clock.setNow(new Date(now + 59_999));
  expect(await request(PRO, etag)).toMatchObject({ status: 304, evaluated: false });
  clock.setNow(new Date(now + 60_000));
  expect(await request(PRO, etag)).toMatchObject({ status: 200, evaluated: true });
});

it('runs hooks for every request', async () => {
  const seen: string[] = [];
  const { request } = await open([theme()], { hooks: [{ after: ({ flagKey }) => void seen.push(flagKey) }] });
  const { etag } = await request(PRO);
  expect(await request(PRO, etag)).toMatchObject({ status: 304, evaluated: true });
  expect(seen).toEqual(['theme', 'theme']);
});

it('looks up stored members for every request', async () => {
  const { flagstaff, request } = await open(
    [
      { kind: 'segment', key: 'testers', members: 'stored' },
      theme({ rules: [{ when: { segment: 'testers' }, serve: 'on' }] }),
    ],
    { memberCache: { size: 0 } },
  );
  const { etag } = await request(PRO);
  expect(await request(PRO, etag)).toMatchObject({ status: 304, evaluated: true });
  await manage(flagstaff).addMembers('testers', ['ada']);
  expect(await request(PRO, etag)).toMatchObject({ status: 200, evaluated: true });
});

it('records no exposures, with or without an evaluation', async () => {
  const exposures: unknown[] = [];
  const { request } = await open([theme()], { exposures: { sink: (exposure) => exposures.push(exposure) } });
  const { etag } = await request(PRO);
  await request(PRO, etag);
  expect(exposures).toEqual([]);
});
