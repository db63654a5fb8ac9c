import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConnectionLosses } from './reply-loss.ts';
import type { RequestHold } from './request-hold.ts';

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
  readonly hold: RequestHold;
  /** The size of the chunks of replies. */
  pieceBytes(): number;
  /** Called for a request that follows a reply. */
  onTurn(): void;
  onEnd(): void;
}

export function createLink(near: Socket, far: Socket, options: LinkOptions): Link {
  const { delay, swallows, losses, hold, pieceBytes, onTurn, onEnd } = options;
  let ended = false;
  let losing = false;
  let isAsking = false;
  let isHeld = false;
  let replied = Promise.resolve();
  const link: Link = {
    dead: false,
    end() {
      if (ended) return;
      ended = true;
      near.destroy();
      if (!isHeld) far.destroy();
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

  /** Each chunk is read before the next one is written: reader and writer share an event loop. */
  async function inPieces(chunk: Buffer, bytes: number): Promise<void> {
    for (let from = 0; from < chunk.length; from += bytes) {
      forward(near, chunk.subarray(from, from + bytes));
      await nextTurn();
    }
  }

  /** A dead peer does not close its connection. */
  const hangUp = (): void => {
    if (!link.dead) link.end();
  };
  near.on('data', (chunk) => {
    if (link.dead) return;
    if (hold.takes(chunk, far)) {
      // Later data stays queued behind it.
      isHeld = link.dead = true;
      return;
    }
    losing ||= losses.request(chunk);
    if (!isAsking) onTurn();
    isAsking = true;
    forward(far, chunk);
  });
  far.on('data', (chunk) => {
    isAsking = false;
    if (link.dead || swallows(chunk)) return;
    if (losing) link.end();
    else if (chunk.length <= pieceBytes()) forward(near, chunk);
    else replied = replied.then(() => inPieces(chunk, pieceBytes()));
  });
  near.on('error', link.end).on('close', link.end);
  far.on('error', hangUp).on('close', hangUp);
  return link;
}
