import { httpStorage } from '@flagstaff/relay';
import { createCdn, createRelay } from './relay.mjs';
import { createServer } from './server.mjs';
import { createStore } from './store.mjs';

/** Readers of one relay. */
const READERS = 1_000;

const URL_OF_RELAY = 'https://relay.example';

/** The ways to connect instances with a store, and for how many each is simulated. */
export const SHAPES = {
  redis: { sizes: [10, 100, 1_000, 10_000], build: direct('redis', 'Redis') },
  postgres: { sizes: [10, 100, 1_000], build: direct('postgres', 'PostgreSQL') },
  relays: { sizes: [100, 1_000, 10_000], build: withRelays },
  cdn: { sizes: [1_000, 10_000], build: withCdn },
};

/*
 * Each builder returns the servers by tier, the store first and last the tier that instances are connected with; a backend for each
 * instance; and what can be restarted.
 */

function direct(kind, title) {
  return (world) => {
    const { server, store } = origin(kind, world);
    return {
      title,
      store,
      tiers: { store: [server] },
      backend: () => store.backend(),
      restart: (downMs) => server.restart(downMs),
      restarts: 'the store',
    };
  };
}

function withRelays(world, instances) {
  const { server, store } = origin('redis', world);
  const relays = Array.from({ length: Math.ceil(instances / READERS) }, (_, n) =>
    createRelay({ store, ...world, name: `relay ${n}` }),
  );
  return {
    title: relays.length === 1 ? 'Redis, a relay' : `Redis, ${relays.length} relays`,
    store,
    tiers: { store: [server], relays: relays.map((one) => one.server) },
    backend: (n) => httpStorage({ url: URL_OF_RELAY, fetch: relays[n % relays.length].connect() }),
    restart: (downMs) => relays[0].restart(downMs),
    restarts: 'a relay',
  };
}

function withCdn(world) {
  const { server, store } = origin('redis', world);
  const relay = createRelay({ store, ...world, name: 'the relay' });
  const cdn = createCdn({ relay, ...world });
  return {
    title: 'Redis, a relay, a CDN',
    store,
    tiers: { store: [server], relays: [relay.server], CDN: [cdn.server] },
    backend: () => httpStorage({ url: URL_OF_RELAY, fetch: cdn.connect(), events: false }),
    restart: (downMs) => relay.restart(downMs),
    restarts: 'the relay',
  };
}

function origin(kind, { network, time }) {
  const server = createServer({ network, now: time.now, name: kind });
  return { server, store: createStore(kind, server) };
}
