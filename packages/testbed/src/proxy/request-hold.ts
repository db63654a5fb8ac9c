import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Holds requests back on their way to the server. */
export interface RequestHold {
  /** Holds the next request that contains a text. Returns what delivers it after all, and resolves when the server has answered it. */
  next(containing: string): () => Promise<void>;
  /** Returns true when it keeps this request, and the server's socket with it. */
  takes(chunk: Buffer, far: Socket): boolean;
}

export function requestHold(): RequestHold {
  let awaited: { readonly containing: string; readonly keep: (chunk: Buffer, far: Socket) => void } | undefined;
  return {
    next(containing) {
      let deliver: (() => Promise<void>) | undefined;
      const keep = (chunk: Buffer, far: Socket): void => {
        deliver = async () => {
          const answered = once(far, 'data');
          far.write(chunk);
          await answered;
          far.destroy();
        };
      };
      awaited = { containing, keep };
      return async () => {
        if (deliver === undefined) throw new Error(`No request contained ${containing}.`);
        await deliver();
      };
    },
    takes(chunk, far) {
      if (awaited === undefined || !chunk.includes(awaited.containing)) return false;
      awaited.keep(chunk, far);
      awaited = undefined;
      return true;
    },
  };
}
