import { changeSection } from './change.mjs';
import { checksSection } from './checks.mjs';
import { growthSection } from './growth.mjs';
import { httpSection } from './http.mjs';
import { startupSection } from './startup.mjs';
import { table } from './format.mjs';
import { targetsSection } from './targets.mjs';

/** Sections may be of different runs: each says when it was measured, and how busy the machine was. */
function runs(results) {
  const rows = Object.entries(results).map(([name, { machine, quick, rounds }]) => [
    name,
    machine.date,
    machine.node,
    String(machine.loadAtStart),
    quick ? `${rounds}, brief` : String(rounds),
  ]);
  return table(['section', 'date', 'Node', 'load before', 'rounds'], rows);
}

function versions({ versions: all }) {
  const peers = Object.entries(all).filter(([name]) => !name.startsWith('@flagstaff/testbed'));
  return peers.map(([name, version]) => `${name} ${version}`).join(', ');
}

export function page(results) {
  const { checks, startup, change, growth, http } = results;
  const { machine } = checks;
  return `<!-- Written by npm run bench from bench/results. Do not edit: a test compares. -->

# Benchmarks

What a check costs, beside other flag libraries and beside the least that it could cost. Run it on your machine: \`npm run bench\`
measures everything in less than half an hour and writes this page anew; \`npm run bench -- checks startup\` measures those
sections only, \`--quick\` briefly.

## How it was measured

- **The same work for everyone.** Flags are written once, in no product's words, and translated into each contender's own format
  (\`bench/contenders\`). All data is local, analytics and metrics are off as each documentation allows, nothing goes over a network.
- **Right answers first.** Before it is timed, a contender answers every workload for 10,000 users, a tenth of them with ids that are not
  ASCII: exactly where the answer is known, by share (within four standard deviations) where it is drawn, twice the same. Who is
  wrong is not timed, and the reason is below.
- **A different user on every call**, out of those 10,000. In (a) to (e) and (g) contexts are made beforehand (evaluators, for Flagstaff); in
  (f) and (h) the call makes its context.
- **A fresh process for every measurement**, with one contender in it; all contenders take their turn in every round, every
  second round backwards. Warmed up first, timed with mitata, the garbage collector run before. The page shows medians over rounds.
- **Floors** are no products: a look-up in a Map, and that with one murmur3 over the UTF-8 bytes of \`stream:seed:key\`, in plain
  JavaScript; “of the id” hashes only the id, going on from the beginning that all users of a flag share.

${runs(results)}

${machine.processor}, ${machine.processors} processors, ${machine.memoryGiB} GiB; ${machine.system}; V8 ${machine.v8}.

${versions(machine)}.

## What to keep in mind

- Ratios carry over to other machines better than times do, and times of a busy machine are worth little: see “load before”.
- These are checks in a loop. In an application a check meets cold caches, and the rest of a request costs a thousand times as much: see
  [HTTP](#http).
- The contenders do different things beside answering. Most count evaluations for their service when they are allowed to; those that are
  asked with \`await\` pay for a promise even when nothing waits.
- LaunchDarkly reads its flags from a file, as its documentation says for work without a network; that is in its start-up. Unleash's
  repository is filled directly, ConfigCat runs offline from its cache.
- The package \`flags\` evaluates nothing itself: the engine of Vercel Flags, \`@vercel/flags-core\`, is what is measured.
- fflip is no peer: it has no rollout, split or reasons. It is here because it does next to nothing.

${targetsSection(results)}

${checksSection(checks)}

${startupSection(startup)}

${changeSection(change)}

${growthSection(growth)}

${httpSection(http)}
`;
}
