import { median, summary } from '../harness/stats.mjs';
import { startLoad, startServer } from '../http/processes.mjs';
import { TEN } from '../http/flags.mjs';

const FRAMEWORKS = ['express', 'koa', 'hono'];
/** The other variants are compared with `empty`. */
const VARIANTS = ['plain', 'empty', 'unread', 'ten', 'openfeature', 'growthbook'];
const EXPECTED = { ten: TEN.length, openfeature: TEN.length, growthbook: TEN.length };

async function proveAnswer(port, variant) {
  const { on } = await (await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-user': 'u1' } })).json();
  const expected = EXPECTED[variant] ?? 0;
  if (on !== expected) throw new Error(`${variant}: ${on} flags are on instead of ${expected}`);
}

/** Runs one round of one framework: all its apps at once, each in its own process, in turn with short bursts of requests. */
async function oneRound(framework, load, { warm, amount, bursts }) {
  const servers = new Map();
  const figures = new Map(VARIANTS.map((variant) => [variant, []]));
  try {
    for (const variant of VARIANTS) {
      const server = await startServer(framework, variant);
      servers.set(variant, server);
      await proveAnswer(server.port, variant);
      await load.fire(server.port, warm);
    }
    for (let burst = 0; burst < bursts; burst++) {
      for (const variant of burst % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
        const server = servers.get(variant);
        const before = await server.microseconds();
        const { perSecond, p50, p99 } = await load.fire(server.port, amount);
        const microseconds = ((await server.microseconds()) - before) / amount;
        figures.get(variant).push({ microseconds, perSecond, p50, p99 });
      }
    }
  } finally {
    for (const server of servers.values()) server.stop();
  }
  return figures;
}

const middle = (bursts, figure) => median(bursts.map((burst) => burst[figure]));

/** Compares each burst with the adjacent burst of the empty middleware. */
const ratio = (bursts, beside) => median(bursts.map(({ microseconds }, n) => microseconds / beside[n].microseconds));

function summarize(rounds) {
  return Object.fromEntries(
    VARIANTS.map((variant) => {
      const of = (figure) => summary(rounds.map((round) => middle(round.get(variant), figure)));
      return [
        variant,
        {
          microsecondsPerRequest: of('microseconds'),
          toEmpty: summary(rounds.map((round) => ratio(round.get(variant), round.get('empty')))),
          toPlain: summary(rounds.map((round) => ratio(round.get(variant), round.get('plain')))),
          perSecond: of('perSecond'),
          p50Ms: of('p50'),
          p99Ms: of('p99'),
        },
      ];
    }),
  );
}

export async function http({ quick, log }) {
  // Processes of the same app differ by some percent during their lifetime, so take the median of many fresh ones.
  const rounds = quick ? 1 : 15;
  const burst = quick ? { warm: 6_000, amount: 1_000, bursts: 4 } : { warm: 8_000, amount: 2_000, bursts: 6 };
  const frameworks = Object.fromEntries(FRAMEWORKS.map((framework) => [framework, []]));
  for (let round = 0; round < rounds; round++) {
    for (const framework of FRAMEWORKS) {
      const load = startLoad();
      try {
        frameworks[framework].push(await oneRound(framework, load, burst));
      } finally {
        load.stop();
      }
    }
    log(`round ${round + 1} of ${rounds}`);
  }
  return {
    rounds,
    ...burst,
    frameworks: Object.fromEntries(FRAMEWORKS.map((framework) => [framework, summarize(frameworks[framework])])),
  };
}
