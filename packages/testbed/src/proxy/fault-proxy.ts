import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createLink } from './link.ts';
import type { Link } from './link.ts';
import { replyLoss } from './reply-loss.ts';
import type { ReplyLoss } from './reply-loss.ts';

/** Stands between a client and a server, and breaks what goes through. All of it can be mended again, except what was cut. */
export interface FaultProxy {
  readonly port: number;
  /** Connections that clients hold open. */
  readonly open: number;
  /** Connections that were accepted since the start. */
  readonly accepted: number;
  /** Round trips since the start, over all connections: how often a request followed a reply. */
  readonly roundTrips: number;
  /** Everything passes again; connections that lost something meanwhile stay as dead as they are. */
  pass(): void;
  /** A black hole: connections, new ones too, are accepted, and nothing goes either way. */
  blackHole(): void;
  /** The connections that there are now are dead, and nobody is told; new ones work. */
  halfOpen(): void;
  /** Ends the connections that there are now, and leads new ones to another server. */
  divert(serverPort: number): void;
  /** Ends the connections that there are now. */
  cut(): void;
  /** Refuses new connections, and ends those that there are. */
  refuse(): void;
  /** Everything arrives this many milliseconds late, in order. */
  delay(ms: number): void;
  /** What the server sends and the filter names is swallowed; undefined: nothing is. */
  swallow(filter: ((chunk: Buffer) => boolean) | undefined): void;
  /** Ends a connection after a request that the server got, instead of bringing its reply. */
  loseReply(loss: ReplyLoss): void;
  /** How many replies were lost. */
  readonly lost: number;
  close(): Promise<void>;
}

export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  const links = new Set<Link>();
  const losses = replyLoss();
  let mode: 'pass' | 'hole' | 'refuse' = 'pass';
  let delay = 0;
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
    const link = createLink(near, connect(target, '127.0.0.1'), {
      delay: () => delay,
      swallows: (chunk) => filter?.(chunk) === true,
      losses: losses.forConnection(),
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
    swallow(next) {
      filter = next;
    },
    loseReply: (loss) => losses.add(loss),
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

/** A server's URL, by way of a proxy. */
export function throughProxy(url: string, proxy: FaultProxy): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(proxy.port);
  return changed.href;
}
