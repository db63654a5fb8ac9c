// Measures what a change costs the readers of a relay: bytes, and the time until the last one answers with it. Runs on the built packages:
// `npm run bench:relay` builds them first. The readers share one process beside the relay's.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expressHandler } from '@flagstaff/http/node';
import { httpStorage, relay } from '@flagstaff/relay';
import { percentile } from '@flagstaff/testbed';
import express from 'express';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 10_000);
const READERS = Number(process.env.FLAGSTAFF_BENCH_READERS ?? 50);
const CHANGES = Number(process.env.FLAGSTAFF_BENCH_CHANGES ?? 20);

const now = () => performance.timeOrigin + performance.now();

const counter = (n) => ({ kind: 'flag', key: 'n', type: 'number', variants: { only: n }, default: 'only' });

/** About 340 bytes each. */
const flag = (at) => ({
  kind: 'flag',
  key: `flag-${at}`,
  description: `Flag ${at} of many, with a description of the usual length.`,
  type: 'boolean',
  variants: { on: true, off: false },
  default: 'off',
  rules: [
    {
      when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
      rollout: { percentage: at % 100 },
      serve: 'on',
    },
  ],
});

async function serve() {
  const documents = Array.from({ length: FLAGS }, (_, at) => flag(at));
  const flagstaff = createFlagstaff({ storage: createMemoryStorage({ documents: [counter(0), ...documents] }) });
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: 'anyone' });
  const server = createServer(express().use(expressHandler(handler))).listen(0, '127.0.0.1');
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket));
  await once(server, 'listening');
  const sent = () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);

  const readers = fork(import.meta.filename, [], {
    env: { ...process.env, FLAGSTAFF_BENCH_RELAY: `http://127.0.0.1:${server.address().port}` },
  });
  const arrivals = new Map();
  let report;
  readers.on('message', ({ n, at }) => {
    arrivals.set(n, [...(arrivals.get(n) ?? []), at]);
    if (arrivals.get(n).length === READERS) report?.(n);
  });
  const arrived = (n) =>
    new Promise((resolve) => {
      report = (reached) => reached === n && resolve();
      if (arrivals.get(n)?.length === READERS) resolve();
    });
  await arrived(0);
  const loaded = sent() / READERS;

  const times = [];
  const bytes = [];
  for (let n = 1; n <= CHANGES; n += 1) {
    // Longer than changes are merged.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = sent();
    const start = now();
    await manage(flagstaff).set(counter(n));
    await arrived(n);
    times.push(Math.max(...arrivals.get(n)) - start);
    bytes.push((sent() - before) / READERS);
  }
  readers.disconnect();
  console.log(`A relay of ${FLAGS} flags, ${READERS} readers, ${CHANGES} changes\n`);
  console.log(`first load             ${Math.round(loaded / 1_000)} kB per reader`);
  console.log(`a change               ${Math.round(percentile(bytes, 0.5))} bytes per reader`);
  console.log(
    `until the last answers ${percentile(times, 0.5).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms`,
  );
  handler.close();
  server.close();
  server.closeAllConnections();
  await flagstaff.close();
}

async function read(url) {
  process.on('disconnect', () => process.exit());
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      const storage = httpStorage({ url, timeoutMs: 60_000, loadTimeoutMs: 60_000 });
      const reader = createFlagstaff({ storage, pollIntervalMs: 60_000 });
      const tell = () => process.send({ n: reader.forContext({}).value('n', -1), at: now() });
      await reader.ready({ timeoutMs: 120_000 });
      reader.on('change', tell);
      // The stream opens once the documents are loaded.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      tell();
    }),
  );
}

const url = process.env.FLAGSTAFF_BENCH_RELAY;
await (url === undefined ? serve() : read(url));
