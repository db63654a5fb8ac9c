// Measures the admin API with many flags: a page of the list, what one flag needs, and the preview of one flag over many contexts.
// Runs on the built packages: `npm run bench:admin` builds them first.
import { admin } from '@flagstaff/admin/api';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { percentile } from '@flagstaff/testbed';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 10_000);
const ROUNDS = Number(process.env.FLAGSTAFF_BENCH_ROUNDS ?? 100);
const CONTEXTS = 1_000;
const MANY = 1_000;

const flag = (n, percentage = 20, conditions = []) => ({
  kind: 'flag',
  key: `flag-${n}`,
  type: 'boolean',
  tags: [`team-${n % 20}`],
  rules: [
    {
      when: [{ attribute: 'plan', operator: 'in', value: ['pro', 'team'] }, ...conditions],
      rollout: { percentage },
      serve: 'on',
    },
  ],
  environments: { production: { default: 'off' } },
});
const staff = (...include) => ({ kind: 'segment', key: 'staff', include });
const wide = (n, percentage) => flag(n, percentage, [{ segment: 'staff' }]);
const numbered = (count, make) => Array.from({ length: count }, (_, n) => make(n));
const setAll = (documents) => documents.map((document) => ({ set: document }));
const contexts = numbered(CONTEXTS, (n) => ({ targetingKey: `u${n}`, plan: n % 2 ? 'pro' : 'free' }));
const large = [staff('ada', 'bob'), ...numbered(MANY - 1, (n) => wide(n, 40))];

/** What a store holds, and what is asked: method, path, body, target in milliseconds, rounds. */
const STORES = [
  {
    environments: ['production', 'staging'],
    documents: numbered(FLAGS, (n) => flag(n)),
    routes: {
      list: ['GET', '/flags?limit=50', undefined, 20],
      search: ['GET', '/flags?q=team-7%20flag&limit=50', undefined, 20],
      closure: ['GET', '/flags/flag-1/closure', undefined, 10],
      preview: ['POST', '/preview', { changes: setAll([flag(1, 40)]), contexts }, 100],
    },
  },
  {
    environments: ['production', ...numbered(9, (n) => `stage-${n}`)],
    documents: [staff('ada'), ...numbered(FLAGS, (n) => wide(n))],
    routes: {
      'preview of one flag': ['POST', '/preview', { changes: setAll([wide(1, 40)]), contexts }, 100],
      'preview of 1,000 changes': ['POST', '/preview', { changes: setAll(large) }, 5_000, 5],
    },
  },
];

async function ask(handle, [method, path, body]) {
  const headers = { 'content-type': 'application/json' };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await handle(new Request(`http://flags.example/api/v1${path}`, init));
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${method} ${path} responds ${response.status}.`);
}

async function timesOf(handle, route, rounds) {
  const times = [];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const start = performance.now();
    await ask(handle, route);
    if (round >= 0) times.push(performance.now() - start);
  }
  return times;
}

let isMissed = false;
for (const { environments, documents, routes } of STORES) {
  const flagstaff = createFlagstaff();
  const places = environments.map((key) => ({ kind: 'environment', key }));
  await manage(flagstaff).commit([...places, ...documents].map((document) => ({ type: 'set', document })));
  const handle = admin(flagstaff, { authorize: () => ({ actor: 'bench', roles: 'admin' }) });
  console.log(`${FLAGS} flags, ${environments.length} environments, in milliseconds`);
  for (const [name, [method, path, body, target, rounds = ROUNDS]] of Object.entries(routes)) {
    const times = await timesOf(handle, [method, path, body], rounds);
    const [median, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
    isMissed ||= p95 > target;
    console.log(`  ${name.padEnd(24)} median ${median.toFixed(1)}, p95 ${p95.toFixed(1)} of ${target}`);
  }
  await flagstaff.close();
}
process.exitCode = isMissed ? 1 : 0;
