// Measures what a change costs a process with many open event streams: the longest turn of its event loop in processor time, and
// when the last reader has the event. Runs on the built packages: `npm run bench:streams` builds them first. The readers are sockets of another process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { expressHandler } from '@flagstaff/http/node';
import { relay } from '@flagstaff/relay';
import { percentile, sleep } from '@flagstaff/testbed';
import express from 'express';

const STREAMS = Number(process.env.FLAGSTAFF_BENCH_STREAMS ?? 5_000);
const CHANGES = Number(process.env.FLAGSTAFF_BENCH_CHANGES ?? 15);

const now = () => performance.timeOrigin + performance.now();

/** Records the most processor time, in milliseconds, that a turn of the event loop took. */
function watchLoop() {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  let last = used();
  let longest = 0;
  let going = true;
  const turn = () => {
    const at = used();
    longest = Math.max(longest, at - last);
    last = at;
    if (going) setImmediate(turn);
  };
  turn();
  return () => {
    going = false;
    return Math.max(longest, used() - last);
  };
}

async function serve() {
  const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'n', type: 'boolean' }] });
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: 'anyone' });
  const server = createServer(express().use(expressHandler(handler))).listen(0, '127.0.0.1', 8_192);
  await once(server, 'listening');
  const readers = fork(import.meta.filename, [], {
    env: { ...process.env, FLAGSTAFF_BENCH_PORT: server.address().port },
  });
  while (handler.openStreams < STREAMS) await sleep(50);
  await sleep(1_000);
  const blocked = [];
  const last = [];
  for (let n = 0; n < CHANGES; n += 1) {
    const arrived = once(readers, 'message');
    const stop = watchLoop();
    const start = now();
    await manage(flagstaff).set({ kind: 'flag', key: 'n', type: 'boolean', description: `${n}` });
    const [{ at }] = await arrived;
    blocked.push(stop());
    last.push(at - start);
    await sleep(300);
  }
  const show = (values) => `${percentile(values, 0.5).toFixed(0)} ms, slowest ${Math.max(...values).toFixed(0)} ms`;
  console.log(`${STREAMS} event streams of one process, ${CHANGES} changes\n`);
  console.log(`longest turn of the event loop  ${show(blocked)} of processor time`);
  console.log(`until the last reader has it    ${show(last)}`);
  readers.disconnect();
  handler.close();
  server.close();
  server.closeAllConnections();
  await flagstaff.close();
}

async function read(port) {
  process.on('disconnect', () => process.exit());
  let got = 0;
  for (let opened = 0; opened < STREAMS; opened += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /flagstaff/v1/events HTTP/1.1\r\nhost: relay\r\n\r\n');
    socket.on('data', (chunk) => {
      if (!chunk.includes('data: ')) return;
      got += 1;
      if (got % STREAMS === 0) process.send({ at: now() });
    });
    // Not all at once: the queue of connections is short.
    if (opened % 100 === 99) await sleep(20);
  }
}

const port = process.env.FLAGSTAFF_BENCH_PORT;
await (port === undefined ? serve() : read(Number(port)));
