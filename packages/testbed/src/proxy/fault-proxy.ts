import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createLink } from './link.ts';
import type { Link } from './link.ts';
import { replyLoss } from './reply-loss.ts';
import type { ReplyLoss } from './reply-loss.ts';
import { requestHold } from './request-hold.ts';

/** A proxy between a client and a server that injects faults. Everything can be restored, except closed connections. */
export interface FaultProxy {
  readonly port: number;
  /** Number of open connections of clients. */
  readonly open: number;
  /** Number of connections accepted since the start. */
  readonly accepted: number;
  /** Round trips since the start, over all connections: how often a request followed a reply. */
  readonly roundTrips: number;
  /** Passes everything again. Connections that lost data meanwhile stay broken. */
  pass(): void;
  /** A black hole: accepts connections, and passes nothing in either direction. */
  blackHole(): void;
  /** Silently breaks the existing connections. New ones work. */
  halfOpen(): void;
  /** Closes the existing connections, and routes new ones to another server. */
  divert(serverPort: number): void;
  /** Closes the existing connections. */
  cut(): void;
  /** Rejects new connections, and closes the existing ones. */
  refuse(): void;
  /** Delays everything by this many milliseconds, in order. */
  delay(ms: number): void;
  /** Holds back everything of a new connection for this many milliseconds, as a server that wakes up does. */
  delayOpening(ms: number): void;
  /** Drops server data that the filter matches. Undefined drops nothing. */
  swallow(filter: ((chunk: Buffer) => boolean) | undefined): void;
  /** Closes a connection after the server received a request, instead of passing its reply. */
  loseReply(loss: ReplyLoss): void;
  /** Holds back the next request that contains a text. Returns what delivers it, and resolves when the server has answered. */
  hold(containing: string): () => Promise<void>;
  /** Splits replies into chunks of this many bytes from now on. */
  crumble(bytes: number): void;
  /** Number of lost replies. */
  readonly lost: number;
  close(): Promise<void>;
}

export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  const links = new Set<Link>();
  const losses = replyLoss();
  const hold = requestHold();
  let pieceBytes = Infinity;
  let mode: 'pass' | 'hole' | 'refuse' = 'pass';
  let delay = 0;
  let openingDelay = 0;
  let accepted = 0;
  let roundTrips = 0;
  let target = serverPort;
  let filter: ((chunk: Buffer) => boolean) | undefined;

  const server = createServer((near: Socket) => {
    accepted += 1;
    if (mode === 'refuse') {
      near.destroy();
      return;
    }
    const opensAt = performance.now() + openingDelay;
    const link = createLink(near, connect(target, '127.0.0.1'), {
      delay: () => Math.max(delay, opensAt - performance.now(), 0),
      swallows: (chunk) => filter?.(chunk) === true,
      losses: losses.forConnection(),
      hold,
      pieceBytes: () => pieceBytes,
      onTurn: () => {
        roundTrips += 1;
      },
      onEnd: () => links.delete(link),
    });
    links.add(link);
    link.dead = mode === 'hole';
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');

  const cut = (): void => {
    for (const link of links) link.end();
  };
  const silence = (): void => {
    for (const link of links) link.dead = true;
  };
  return {
    port: address.port,
    get open() {
      return links.size;
    },
    get accepted() {
      return accepted;
    },
    get roundTrips() {
      return roundTrips;
    },
    get lost() {
      return losses.count;
    },
    pass() {
      mode = 'pass';
      delay = 0;
      openingDelay = 0;
      filter = undefined;
    },
    blackHole() {
      mode = 'hole';
      silence();
    },
    halfOpen: silence,
    divert(next) {
      target = next;
      cut();
    },
    cut,
    refuse() {
      mode = 'refuse';
      cut();
    },
    delay(ms) {
      delay = ms;
    },
    delayOpening(ms) {
      openingDelay = ms;
    },
    swallow(next) {
      filter = next;
    },
    loseReply: (loss) => losses.add(loss),
    hold: (containing) => hold.next(containing),
    crumble(bytes) {
      pieceBytes = bytes;
    },
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

/** Returns a server's URL through a proxy. */
export function throughProxy(url: string, proxy: FaultProxy): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(proxy.port);
  return changed.href;
}
