// The load generator runs in its own process. On each message, it sends a number of requests to a port.
import { Pool } from 'undici';
import { quantile } from '../harness/stats.mjs';

const CONNECTIONS = 16;
const USERS = 200;
const requests = Array.from({ length: USERS }, (_, index) => ({
  path: '/',
  method: 'GET',
  headers: { 'x-user': `user-${index}` },
}));

async function fire(port, amount) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  const latencies = [];
  let sent = 0;
  async function one() {
    while (sent < amount) {
      const request = requests[sent++ % USERS];
      const beginning = performance.now();
      const { statusCode, body } = await pool.request(request);
      await body.dump();
      if (statusCode !== 200) throw new Error(`status ${statusCode}`);
      latencies.push(performance.now() - beginning);
    }
  }
  const beginning = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  const seconds = (performance.now() - beginning) / 1_000;
  await pool.close();
  return { perSecond: amount / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

process.on('message', async ({ port, amount }) => process.send(await fire(port, amount)));
process.on('disconnect', () => process.exit(0));
