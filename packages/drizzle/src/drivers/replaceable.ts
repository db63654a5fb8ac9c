import { inBackground } from '@flagstaff/core/storage';

/** One client at a time, made when it is first needed and again after it was discarded. */
export interface Replaceable<C> {
  current(): Promise<C>;
  /** Gets rid of the client, if it still is the current one; the next call makes another. */
  discard(client: C): void;
  /** Gets rid of the current one for good. */
  close(): Promise<void>;
}

export function replaceable<C>(open: () => Promise<C>, destroy: (client: C) => unknown): Replaceable<C> {
  let current: Promise<C> | undefined;
  let closed = false;

  return {
    current() {
      if (current !== undefined) return current;
      if (closed) return Promise.reject(new Error('Closed.'));
      const opened = open();
      current = opened;
      inBackground(
        () => opened,
        () => {
          if (current === opened) current = undefined;
        },
      );
      return opened;
    },
    discard(client) {
      const suspect = current;
      inBackground(async () => {
        if ((await suspect) === client && current === suspect) current = undefined;
      });
      inBackground(() => destroy(client));
    },
    async close() {
      closed = true;
      const last = current;
      current = undefined;
      const client = await last?.catch(() => undefined);
      if (client !== undefined) inBackground(() => destroy(client));
    },
  };
}
