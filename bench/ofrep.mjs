// Compares bulk evaluations over OFREP with a handler that sends the same text. Runs on the built packages: `npm run bench:ofrep` builds
// them first. Processor time of one process, without a network.
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { ofrep } from '@flagstaff/ofrep';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 1_000);
const ROUNDS = 7;
const REQUESTS = 150;
const URL = 'http://app.test/ofrep/v1/evaluate/flags';

const rollout = {
  when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
  rollout: { percentage: 20 },
  serve: 'on',
};

/** Every other flag has a rule. */
const documents = Array.from({ length: FLAGS }, (_, at) => ({
  kind: 'flag',
  key: `flag-${at}`,
  type: 'boolean',
  clientSide: true,
  variants: { on: true, off: false },
  default: 'off',
  rules: at % 2 === 0 ? [] : [rollout],
}));

const flagstaff = createFlagstaff({ storage: createMemoryStorage() });
await flagstaff.ready();
await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
const handler = ofrep(flagstaff, { authorize: () => true, rateLimit: { perSecond: 1_000_000 } });

const body = JSON.stringify({ context: { targetingKey: 'user-1', plan: 'pro' } });
const request = (headers) =>
  new Request(URL, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const first = await handler(request());
const text = await first.text();
const etag = first.headers.get('etag');

async function expectStatus(status, response) {
  if (response.status !== status) throw new Error(`The response is ${response.status}, not ${status}.`);
  await response.text();
}

const ways = {
  async floor() {
    const given = request();
    await given.text();
    await expectStatus(200, new Response(text, { headers: { 'content-type': 'application/json' } }));
  },
  200: async () => expectStatus(200, await handler(request())),
  304: async () => expectStatus(304, await handler(request({ 'if-none-match': etag }))),
};

/** Returns milliseconds of processor time per request. */
async function measure(send) {
  const before = process.cpuUsage();
  for (let at = 0; at < REQUESTS; at += 1) await send();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS / 1_000;
}

const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
// Round by round, so that whatever slows the machine slows all of them.
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, send] of Object.entries(ways)) times[name].push(await measure(send));
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const floor = median(times.floor);
console.log(`OFREP bulk evaluation of ${FLAGS} flags, ${Math.round(text.length / 1_000)} kB\n`);
console.log(`floor: the same text, sent   ${floor.toFixed(2)} ms of processor time`);
for (const status of [200, 304])
  console.log(`${status}${(median(times[status]) / floor).toFixed(1).padStart(27)} times the floor`);
await flagstaff.close();
