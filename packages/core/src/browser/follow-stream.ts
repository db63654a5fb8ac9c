import { inBackground } from '../timing/background.ts';

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

/** Refreshes now and after every change announced by the stream. Returns a function that stops it. */
export function followStream({ refresh, address }: StreamSource): () => void {
  const { EventSource: Source } = globalThis as Page;
  let events: EventStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;
  let stopped = false;

  /** Refreshes, then ensures that a stream is open. */
  async function ask(): Promise<void> {
    try {
      await refresh();
    } catch {
      askLater();
      return;
    }
    if (stopped) return;
    if (events === undefined) open(address());
    else wait = FIRST_WAIT;
  }

  function open(url: string | undefined): void {
    if (url === undefined || Source === undefined) return;
    const opened = new Source(url);
    events = opened;
    opened.addEventListener('open', () => {
      wait = FIRST_WAIT;
    });
    opened.addEventListener('message', ({ data }) => {
      if (asksForRefetch(data)) inBackground(ask);
    });
    // Browsers reopen an interrupted stream, but not a rejected one: its address has expired, or the server has a new secret. The
    // next response has a new address.
    opened.addEventListener('error', () => {
      if (opened.readyState !== CLOSED) return;
      events = undefined;
      askLater();
    });
  }

  function askLater(): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => inBackground(ask), wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, MAX_WAIT);
  }

  inBackground(ask);
  return () => {
    stopped = true;
    clearTimeout(timer);
    events?.close();
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
