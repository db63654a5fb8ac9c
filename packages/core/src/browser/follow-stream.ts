import { inBackground } from '../timing/background.ts';

/** What is needed of the browser's `EventSource`. Source: HTML, "Server-sent events". */
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
  /** Asks for the flags anew. Rejects when there is no answer. */
  readonly refresh: () => Promise<unknown>;
  /** Where changes are announced, as of the last answer; undefined: nowhere. */
  readonly address: () => string | undefined;
}

/** Refreshes now, and whenever the stream says that something changed, until the function that it returns is called. */
export function followStream({ refresh, address }: StreamSource): () => void {
  const { EventSource: Source } = globalThis as Page;
  let events: EventStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;
  let stopped = false;

  /** Asks, and then sees to it that there is a stream. */
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
    // Browsers open a stream that was cut again by themselves. One that was refused they leave: its address has ended, or the server
    // has another secret, and the next answer has another address.
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

/** Source: OFREP 0.3.0, `sseEventData`: types that are not known are passed over. */
function asksForRefetch(data: unknown): boolean {
  try {
    return (JSON.parse(String(data)) as { readonly type?: unknown } | null)?.type === 'refetchEvaluation';
  } catch {
    return false;
  }
}
