import type { Socket } from 'node:net';
import type { ConnectionLosses } from './reply-loss.ts';

/** One connection through a proxy: the client's socket and the server's. */
export interface Link {
  /** True when it silently passes nothing in either direction. */
  dead: boolean;
  end(): void;
}

export interface LinkOptions {
  delay(): number;
  /** Returns true for server data to drop. */
  swallows(chunk: Buffer): boolean;
  readonly losses: ConnectionLosses;
  /** Called for a request that follows a reply. */
  onTurn(): void;
  onEnd(): void;
}

export function createLink(near: Socket, far: Socket, { delay, swallows, losses, onTurn, onEnd }: LinkOptions): Link {
  let ended = false;
  let losing = false;
  let isAsking = false;
  const link: Link = {
    dead: false,
    end() {
      if (ended) return;
      ended = true;
      near.destroy();
      far.destroy();
      onEnd();
    },
  };

  const delayed = { near: [] as Buffer[], far: [] as Buffer[] };
  function forward(to: Socket, chunk: Buffer): void {
    const queue = to === near ? delayed.near : delayed.far;
    const ms = delay();
    queue.push(chunk);
    // Timers may fire out of order, the chunks may not.
    const write = (): void => {
      const first = queue.shift()!;
      if (!ended && !link.dead) to.write(first);
    };
    if (ms === 0 && queue.length === 1) write();
    else setTimeout(write, ms);
  }

  /** A dead peer does not close its connection. */
  const hangUp = (): void => {
    if (!link.dead) link.end();
  };
  near.on('data', (chunk) => {
    if (link.dead) return;
    losing ||= losses.request(chunk);
    if (!isAsking) onTurn();
    isAsking = true;
    forward(far, chunk);
  });
  far.on('data', (chunk) => {
    isAsking = false;
    if (link.dead || swallows(chunk)) return;
    if (losing) link.end();
    else forward(near, chunk);
  });
  near.on('error', link.end).on('close', link.end);
  far.on('error', hangUp).on('close', hangUp);
  return link;
}
