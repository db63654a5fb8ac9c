// Measures the admin API with many flags: a page of the list, what one flag needs, and the preview of one flag over many contexts.
// Runs on the built packages: `npm run bench:admin` builds them first.
import { admin } from '@flagstaff/admin/api';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { percentile } from '@flagstaff/testbed';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 10_000);
const ROUNDS = Number(process.env.FLAGSTAFF_BENCH_ROUNDS ?? 100);
const CONTEXTS = 1_000;
/** Milliseconds, by route. */
const TARGETS = { list: 20, search: 20, closure: 10, preview: 100 };

const flag = (n, percentage = 20) => ({
  kind: 'flag',
  key: `flag-${n}`,
  type: 'boolean',
  tags: [`team-${n % 20}`],
  rules: [
    { when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] }, rollout: { percentage }, serve: 'on' },
  ],
  environments: { production: { default: 'off' } },
});

const flagstaff = createFlagstaff();
const environments = ['production', 'staging'].map((key) => ({ kind: 'environment', key }));
const documents = [...environments, ...Array.from({ length: FLAGS }, (_, n) => flag(n))];
await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
const handle = admin(flagstaff, { authorize: () => ({ actor: 'bench', roles: 'admin' }) });

const contexts = Array.from({ length: CONTEXTS }, (_, n) => ({ targetingKey: `u${n}`, plan: n % 2 ? 'pro' : 'free' }));
const preview = JSON.stringify({ changes: [{ set: flag(1, 40) }], contexts });
const ROUTES = {
  list: ['GET', '/flags?limit=50'],
  search: ['GET', '/flags?q=team-7%20flag&limit=50'],
  closure: ['GET', '/flags/flag-1/closure'],
  preview: ['POST', '/preview', preview],
};

async function ask([method, path, body]) {
  const headers = { 'content-type': 'application/json' };
  const request = new Request(`http://flags.example/api/v1${path}`, { method, headers, ...(body && { body }) });
  const response = await handle(request);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${method} ${path} responds ${response.status}.`);
}

console.log(`${FLAGS} flags, ${ROUNDS} requests each, in milliseconds`);
let isMissed = false;
for (const [name, route] of Object.entries(ROUTES)) {
  const times = [];
  for (let round = 0; round < ROUNDS + 10; round += 1) {
    const start = performance.now();
    await ask(route);
    if (round >= 10) times.push(performance.now() - start);
  }
  const [median, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  isMissed ||= p95 > TARGETS[name];
  console.log(`  ${name.padEnd(8)} median ${median.toFixed(1)}, p95 ${p95.toFixed(1)} of ${TARGETS[name]}`);
}
await flagstaff.close();
process.exitCode = isMissed ? 1 : 0;
