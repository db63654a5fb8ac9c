/**
 * The subset of Web Locks and broadcast channels in use. Locks exist only in secure contexts.
 * @see Web Locks API; HTML, "Broadcasting to other browsing contexts"
 */
interface Browser {
  readonly navigator?: {
    readonly locks?: {
      request(name: string, options: { readonly signal: AbortSignal }, hold: () => Promise<void>): Promise<void>;
    };
  };
  readonly BroadcastChannel?: new (name: string) => {
    addEventListener(type: 'message', listener: () => void): void;
    postMessage(message: string): void;
    close(): void;
  };
}

export interface OnePageOptions {
  /** Identifies the work among the pages of an origin. */
  readonly name: string;
  /** Starts the work, in one page at a time. `tell` calls `heard` in the other pages. Returns a function that ends the work. */
  readonly lead: (tell: () => void) => () => void;
  /** Called when the leading page tells the others. */
  readonly heard: () => void;
}

/**
 * Does work in one page of the browser, and in the next page when that one stops or is closed. Does it in each page where the browser
 * cannot choose one. Returns a function that stops.
 */
export function inOnePage({ name, lead, heard }: OnePageOptions): () => void {
  const { navigator, BroadcastChannel: Channel } = globalThis as Browser;
  const locks = navigator?.locks;
  if (locks === undefined || Channel === undefined) return lead(() => undefined);

  const channel = new Channel(name);
  channel.addEventListener('message', heard);
  const waiting = new AbortController();
  let end = (): void => undefined;
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel stays within its origin
      const stop = lead(() => channel.postMessage(name));
      end = () => {
        stop();
        resolve();
      };
    });
  // Rejects when it is stopped while it waits.
  locks.request(name, { signal: waiting.signal }, hold).catch(() => undefined);
  return () => {
    waiting.abort();
    end();
    channel.close();
  };
}
