import { inBackground } from '@flagstaff/core/storage';

/** Holds one client at a time. Creates it on first use, and again after it was discarded. */
export interface Replaceable<C> {
  current(): Promise<C>;
  /** Closes the client if it is still the current one. The next call creates another. */
  discard(client: C): void;
  /** Closes the current client for good. */
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
