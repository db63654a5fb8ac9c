import { inBackground } from '../timing/background.ts';
import { inOnePage } from './one-page.ts';

/**
 * The subset of the browser's `EventSource` in use.
 * @see HTML, "Server-sent events"
 */
interface EventStream {
  readonly readyState: number;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  close(): void;
}

interface Page {
  readonly EventSource?: new (url: string) => EventStream;
  readonly document?: {
    readonly visibilityState: string;
    addEventListener(type: 'visibilitychange', listener: () => void): void;
    removeEventListener(type: 'visibilitychange', listener: () => void): void;
  };
}

const CLOSED = 2;
const FIRST_WAIT = 1_000;
const MAX_WAIT = 60_000;

export interface StreamSource {
  /** Fetches the flags. Rejects when there is no response. */
  readonly refresh: () => Promise<unknown>;
  /** Returns the stream's address as of the last response. Undefined when there is none. */
  readonly address: () => string | undefined;
}

/**
 * Refreshes now and after every change announced by the stream, and every minute where there is no stream. Pages of one browser share
 * one stream, because browsers open only six HTTP/1.1 connections to a server. A hidden page has none. Returns a function that stops
 * it.
 */
export function followStream({ refresh, address }: StreamSource): () => void {
  const { EventSource: Source, document } = globalThis as Page;
  let leave: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;
  let stopped = false;

  const isHidden = (): boolean => document?.visibilityState === 'hidden';

  /** Refreshes, then ensures that a stream is open, in this page or in another. */
  async function ask(): Promise<void> {
    if (stopped) return;
    try {
      await refresh();
    } catch {
      askLater();
      return;
    }
    if (stopped) return;
    if (isHidden()) askInAMinute();
    else if (leave === undefined) join(address());
    else wait = FIRST_WAIT;
  }

  function join(url: string | undefined): void {
    if (url === undefined || Source === undefined) {
      askInAMinute();
      return;
    }
    leave = inOnePage({
      // The query contains the page's signature.
      name: `flagstaff ${url.split('?')[0]!}`,
      // The address of the last response: this page may have waited for long.
      lead: (tell) => open(new Source(address() ?? url), tell),
      heard: () => inBackground(ask),
    });
  }

  function open(events: EventStream, tell: () => void): () => void {
    events.addEventListener('open', () => {
      wait = FIRST_WAIT;
      // Changes before it opened were not announced to the other pages.
      tell();
    });
    events.addEventListener('message', ({ data }) => {
      if (!asksForRefetch(data)) return;
      tell();
      inBackground(ask);
    });
    // Browsers reopen an interrupted stream, but not a rejected one: its address has expired, or the server has a new secret. The
    // next response has a new address.
    events.addEventListener('error', () => {
      if (events.readyState !== CLOSED) return;
      giveUp();
      askLater();
    });
    return () => events.close();
  }

  /** Closes the stream, or stops waiting for it. */
  function giveUp(): void {
    leave?.();
    leave = undefined;
  }

  function askInAMinute(): void {
    wait = MAX_WAIT;
    askLater();
  }

  function askLater(): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => inBackground(ask), wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, MAX_WAIT);
  }

  function onVisibility(): void {
    if (isHidden()) {
      giveUp();
      askInAMinute();
      return;
    }
    clearTimeout(timer);
    wait = FIRST_WAIT;
    inBackground(ask);
  }

  document?.addEventListener('visibilitychange', onVisibility);
  inBackground(ask);
  return () => {
    stopped = true;
    document?.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(timer);
    giveUp();
  };
}

/**
 * Ignores unknown types.
 * @see OFREP 0.3.0, `sseEventData`
 */
function asksForRefetch(data: unknown): boolean {
  try {
    return (JSON.parse(String(data)) as { readonly type?: unknown } | null)?.type === 'refetchEvaluation';
  } catch {
    return false;
  }
}
