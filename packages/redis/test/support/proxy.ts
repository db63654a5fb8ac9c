import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** `pass`; `deaf`: drops replies; `dead`: silently drops everything in both directions. */
type ProxyMode = 'pass' | 'deaf' | 'dead';

export interface Proxy {
  readonly url: string;
  /** Sets the mode of new connections, and with `all` of existing ones. */
  treat(mode: ProxyMode, which?: 'new' | 'all'): void;
  /** Number of open connections. */
  readonly open: number;
  /** Drops the reply to the connection's next request, then closes the connection. */
  loseNextReply(containing: string): void;
  /** Splits replies into separate chunks of this many bytes from now on. */
  crumble(bytes: number): void;
  /** Holds the next such request. Returns what delivers it after all, and resolves when the server has answered it. */
  holdNext(containing: string): () => Promise<void>;
}

/** A proxy between a test and a server that injects faults. Removed when the test ends. */
export async function startProxy(port: number): Promise<Proxy> {
  const links = new Set<{ mode: ProxyMode; readonly near: Socket; readonly far: Socket }>();
  let mode: ProxyMode = 'pass';
  let lose: string | undefined;
  let pieceBytes = Infinity;
  let hold: ((chunk: Buffer, far: Socket) => boolean) | undefined;
  const held = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.setNoDelay();
    const link = { mode, near, far };
    let losing = false;
    let arrived = Promise.resolve();
    links.add(link);
    const end = (): void => {
      links.delete(link);
      near.destroy();
      if (!held.has(far)) far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.on('data', (chunk) => {
      if (link.mode === 'dead') return;
      if (hold?.(chunk, far)) {
        // Later data stays queued behind it.
        link.mode = 'dead';
        return;
      }
      if (lose !== undefined && chunk.includes(lose)) {
        lose = undefined;
        losing = true;
      }
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (losing) end();
      else if (link.mode === 'pass') {
        if (pieceBytes === Infinity) near.write(chunk);
        else arrived = arrived.then(() => writePieces(near, chunk, pieceBytes));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const { near, far } of links) {
      near.destroy();
      far.destroy();
    }
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    treat(next, which = 'all') {
      mode = next;
      if (which === 'all') for (const link of links) link.mode = next;
    },
    get open() {
      return links.size;
    },
    crumble(bytes) {
      pieceBytes = bytes;
    },
    loseNextReply(containing) {
      lose = containing;
    },
    holdNext(containing) {
      let deliver: (() => Promise<void>) | undefined;
      hold = (chunk, far) => {
        if (!chunk.includes(containing)) return false;
        hold = undefined;
        held.add(far);
        deliver = async () => {
          const answered = once(far, 'data');
          far.write(chunk);
          await answered;
          far.destroy();
        };
        return true;
      };
      return async () => {
        if (deliver === undefined) throw new Error(`No request contained ${containing}.`);
        await deliver();
      };
    },
  };
}

/** Each chunk is read before the next one is written: reader and writer share an event loop. */
async function writePieces(socket: Socket, bytes: Buffer, pieceBytes: number): Promise<void> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    socket.write(bytes.subarray(from, from + pieceBytes));
    await nextTurn();
  }
}
