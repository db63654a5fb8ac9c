// Counts the traffic of a connection. Runs on its own thread, so that it takes no time of the measured event loop.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { statementCounter } from './statements.mjs';

const SENT = 0;
const RECEIVED = 1;
const TURNS = 2;
const OPEN = 3;
const STATEMENTS = 4;

/**
 * A proxy before a server. `counts()` returns bytes in both directions, round trips (how often a request follows a reply), open
 * connections, and the statements of a protocol.
 *
 * @param protocol One of `statementCounter`. Omit to count no statements.
 */
export async function startCountingProxy(serverPort, protocol) {
  const memory = new SharedArrayBuffer(5 * BigInt64Array.BYTES_PER_ELEMENT);
  const counters = new BigInt64Array(memory);
  const worker = new Worker(new URL(import.meta.url), { workerData: { memory, serverPort, protocol } });
  const [port] = await once(worker, 'message');
  const read = (index) => Number(Atomics.load(counters, index));
  return {
    port,
    counts: () => ({
      bytes: read(SENT) + read(RECEIVED),
      roundTrips: read(TURNS),
      connections: read(OPEN),
      statements: read(STATEMENTS),
    }),
    close: () => worker.terminate(),
  };
}

function serve({ memory, serverPort, protocol }) {
  const counters = new BigInt64Array(memory);
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: serverPort, host: '127.0.0.1', noDelay: true });
    let isAsking = false;
    const countStatements = statementCounter(protocol);
    Atomics.add(counters, OPEN, 1n);
    near.on('close', () => Atomics.sub(counters, OPEN, 1n));
    near.on('data', (chunk) => {
      Atomics.add(counters, SENT, BigInt(chunk.length));
      if (!isAsking) Atomics.add(counters, TURNS, 1n);
      isAsking = true;
      Atomics.add(counters, STATEMENTS, BigInt(countStatements(chunk)));
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      Atomics.add(counters, RECEIVED, BigInt(chunk.length));
      isAsking = false;
      near.write(chunk);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1', () => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort.postMessage(server.address().port);
  });
}

if (!isMainThread && workerData?.memory instanceof SharedArrayBuffer) serve(workerData);
