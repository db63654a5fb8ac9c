// `npm run bench` measures all sections, `npm run bench -- checks http` some. `--quick` measures briefly, `report` only writes the page.
// Results go to bench/results; page and charts are generated from them.
import { mkdir, writeFile } from 'node:fs/promises';
import { describeMachine } from './harness/machine.mjs';
import { writeReport } from './report/write.mjs';
import { change } from './sections/change.mjs';
import { checks } from './sections/checks.mjs';
import { growth } from './sections/growth.mjs';
import { http } from './sections/http.mjs';
import { scale } from './sections/scale.mjs';
import { startup } from './sections/startup.mjs';

const SECTIONS = { checks, startup, change, growth, http, scale };

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const selected = args.filter((arg) => arg !== '--quick');
const unknown = selected.filter((name) => name !== 'report' && !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  console.error(`Unknown argument: ${unknown.join(', ')}. Use ${Object.keys(SECTIONS).join(', ')}, report or --quick.`);
  process.exit(1);
}

const results = new URL('./results/', import.meta.url);
await mkdir(results, { recursive: true });
const beginning = performance.now();
const seconds = () => `${((performance.now() - beginning) / 1_000).toFixed(0)} s`;

for (const name of selected.length === 0 ? Object.keys(SECTIONS) : selected.filter((name) => name !== 'report')) {
  const log = (what) => console.log(`${seconds().padStart(6)}  ${name}: ${what}`);
  const machine = describeMachine();
  log('started');
  const figures = await SECTIONS[name]({ quick, log });
  await writeFile(new URL(`${name}.json`, results), `${JSON.stringify({ machine, quick, ...figures }, null, 2)}\n`);
}
const written = await writeReport();
console.log(`${seconds().padStart(6)}  wrote ${written.join(', ')}`);
