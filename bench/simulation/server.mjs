import { wait } from './network.mjs';

/** Bytes per millisecond of 1 Gbit/s. */
const BYTES_PER_MS = 125_000;

/**
 * A server that does one thing after another and sends through one network card.
 *
 * @param options.now Returns milliseconds.
 */
export function createServer({ network, now, name }) {
  /** When it has done, and sent, everything so far. */
  let idleAt = 0;
  let sentAt = 0;
  let isUp = true;
  const connections = new Set();
  const counts = { requests: 0, bytes: 0, opened: 0 };
  const created = now();
  /** Requests by the second of the server's life in which they arrived. */
  const bySecond = new Map();

  /** Resolves when the server has worked that long. Rejects when it is down. */
  async function work(ms) {
    if (!isUp) throw new Error(`${name}: connection refused`);
    idleAt = Math.max(idleAt, now()) + ms;
    await wait(idleAt - now());
    if (!isUp) throw new Error(`${name}: connection reset`);
  }

  /** Milliseconds until that many bytes have left the server. */
  function sendingMs(bytes) {
    counts.bytes += bytes;
    sentAt = Math.max(sentAt, now()) + bytes / BYTES_PER_MS;
    return sentAt - now();
  }

  return {
    counts,
    get connections() {
      return connections.size;
    },
    /** The most requests that arrived within a second, from an instant on. */
    peakSince: (ms) =>
      Math.max(0, ...[...bySecond].map(([second, count]) => (created + second * 1_000 >= ms ? count : 0))),
    /**
     * Opens a connection: one round trip, and the server's work.
     *
     * @param onLost Called when the server ends it.
     */
    async connect(ms, onLost) {
      await network.carry();
      await work(ms);
      counts.opened += 1;
      const connection = { onLost };
      connections.add(connection);
      await network.carry();
      return { close: () => void connections.delete(connection), isOpen: () => connections.has(connection) };
    },
    /** Sends a request, which the server works on for that long, and resolves to what `answer` returns then. */
    async ask(ms, answer) {
      await network.carry();
      counts.requests += 1;
      const second = Math.floor((now() - created) / 1_000);
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
      await work(ms);
      const { value, bytes } = await answer();
      await wait(sendingMs(bytes) + network.delay());
      return value;
    },
    /** Sends a message to a client, which is not an answer. */
    async push(ms, bytes, deliver) {
      await work(ms).catch(() => undefined);
      setTimeout(() => void (isUp && deliver()), sendingMs(bytes) + network.delay());
    },
    /** Stops the server, which ends all connections, and starts it again after a while. */
    async restart(downMs) {
      isUp = false;
      const lost = [...connections];
      connections.clear();
      for (const { onLost } of lost) setTimeout(() => onLost(), network.delay());
      await wait(downMs);
      idleAt = now();
      sentAt = now();
      isUp = true;
    },
  };
}
