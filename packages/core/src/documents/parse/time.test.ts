import { beforeAll, describe, expect, it } from 'vitest';
import { parseDocument, validateDocument } from '../parse-document.ts';

function problemsOf(...times: unknown[]): string[] {
  const rules = [{ when: times.map((time) => ({ time })), serve: 'on' }];
  const parsed = parseDocument({ kind: 'flag', key: 'f', type: 'boolean', rules });
  return parsed.ok ? [] : parsed.issues.map(({ path, message, fault }) => `${fault} ${path} ${message}`);
}

const PATH = '$.rules[0].when[0].time';

beforeAll(async () => {
  const when = { time: { cron: '0 9 * * *', duration: 'PT1H' } };
  await validateDocument({ kind: 'flag', key: 'f', type: 'boolean', rules: [{ when, serve: 'on' }] });
});

it.each([
  [{}, `shape ${PATH} is empty`],
  [null, `shape ${PATH} must be a time condition`],
  [{ until: '2026-12-01' }, `shape ${PATH}.until is not a property of a time condition`],
  [{ after: 'tomorrow' }, `shape ${PATH}.after must be RFC 3339`],
  [{ before: '2026-02-30' }, `meaning ${PATH}.before is not a valid calendar date`],
  [{ after: '2026-12-01', before: '2026-12-01T01:00:00+01:00' }, `meaning ${PATH} never holds`],
  [{ days: [] }, `shape ${PATH}.days must name at least one day`],
  [{ days: ['Mon'] }, `shape ${PATH}.days[0] must be one of`],
  [{ days: ['monday'] }, `shape ${PATH}.days[0] must be one of`],
  [{ daysOfMonth: [] }, `shape ${PATH}.daysOfMonth must name at least one day`],
  [{ daysOfMonth: [1, 0] }, `shape ${PATH}.daysOfMonth[1] must be 1 to 31`],
  [{ daysOfMonth: [-32] }, `shape ${PATH}.daysOfMonth[0] must be 1 to 31`],
  [{ from: '9:00' }, `shape ${PATH}.from must be a time of day`],
  [{ from: '08:00', to: '24:00' }, `shape ${PATH}.to must be a time of day`],
  [{ from: '08:00', timezone: '+02:00' }, `shape ${PATH}.timezone must be the IANA name`],
  [{ from: '08:00', timezone: 'Mars/Olympus' }, `meaning ${PATH}.timezone "Mars/Olympus" is not a known time zone`],
  [{ after: '2026-12-01', timezone: 'Europe/Paris' }, `meaning ${PATH} has "timezone" and no field that uses it`],
  [{ cron: '0 9 * * *' }, `shape ${PATH} lacks "duration"`],
  [{ duration: 'PT1H' }, `shape ${PATH} lacks "cron"`],
])('rejects %j', (time, problem) => {
  expect(problemsOf(time)).toEqual([expect.stringContaining(problem)]);
});

describe('durations', () => {
  it.each(['PT1S', 'P366D', 'P52W', 'P1W2DT3H4M5S', 'PT8784H'])('%s is valid', (duration) => {
    expect(problemsOf({ cron: '0 9 * * *', duration })).toEqual([]);
  });

  it.each(['', 'P', 'PT', 'P1DT', '1H', 'PT1.5H', 'P1M', 'P1Y', 'PT-1H', '-PT1H', 'pt1h', 60])(
    '%s is invalid',
    (duration) => {
      expect(problemsOf({ cron: '0 9 * * *', duration })).toEqual([expect.stringContaining('ISO 8601 duration')]);
    },
  );

  it.each(['PT0S', 'P0W', 'P367D', 'P366DT1S', 'PT999999999S'])('%s is too short or too long', (duration) => {
    expect(problemsOf({ cron: '0 9 * * *', duration })).toEqual([expect.stringContaining('at most 366 days')]);
  });
});

describe('cron expressions', () => {
  it.each([
    '0 9 * * mon-fri',
    '*/5 * * * * *',
    '0 0 L * *',
    '0 0 29 2 *',
    '0 9 15W * *',
    '0 9 * JAN,jul 5#2',
    '0 9 * * 5L',
    '@daily',
    '0 9 ? * 7',
  ])('%s is valid', (cron) => {
    expect(problemsOf({ cron, duration: 'PT1H' })).toEqual([]);
  });

  it.each([
    '0 9 * *',
    '0 0 0 1 1 * 2030',
    '60 * * * *',
    '0 9 * * 8',
    '*/0 * * * *',
    'soon',
    '@reboot',
    '0 9 * * frisday',
  ])('%s is invalid', (cron) => {
    expect(problemsOf({ cron, duration: 'PT1H' })).toEqual([
      expect.stringContaining(`meaning ${PATH}.cron not a valid cron expression`),
    ]);
  });

  it.each(['2026-12-01T09:00:00', '0 9 29 2 +1', '', '*'.repeat(129)])('%s does not look like one', (cron) => {
    expect(problemsOf({ cron, duration: 'PT1H' })).toEqual([expect.stringContaining(`shape ${PATH}.cron`)]);
  });

  it.each(['0 0 31 2 *', '0 0 30,31 feb *', '0 0 31 4,6,9,11 *'])('%s never fires', (cron) => {
    expect(problemsOf({ cron, duration: 'PT1H' })).toEqual([expect.stringContaining('never fires')]);
  });

  it('accepts up to 64 per document, and searches in vain only once', () => {
    const many = (count: number, cron: string): unknown[] =>
      Array.from({ length: count }, () => ({ cron, duration: 'PT1H' }));
    expect(problemsOf(...many(64, '0 9 * * *'))).toEqual([]);
    expect(problemsOf(...many(65, '0 9 * * *'))).toEqual([expect.stringContaining('exceeds the limit of 64')]);
    expect(problemsOf(...many(64, '0 0 31 2 *')).length).toBe(1);
  });
});
