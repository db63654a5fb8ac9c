/** Milliseconds for which an unused connection to a server can be relied on. HTTP closes it after four seconds. */
const KEPT_MS = 3_000;

/**
 * The connections that a pool of HTTP opens out of sight: one for each request at a time. It prefers those that opened first, so the
 * request after `n` others in flight uses the connection `n`.
 */
export interface Lines {
  /** Whether a connection is known to be open. */
  areOpen(): boolean;
  /** Runs a request. `openingMs` is the time that it may take beyond its deadline: its connection may have to be opened. */
  use<T>(request: (openingMs: number) => Promise<T>): Promise<T>;
  /** Relies on no connection that is open now. */
  forget(): void;
}

interface Line {
  busy: boolean;
  openUntil: number;
}

export function createLines(connectTimeoutMs: number): Lines {
  let lines: Line[] = [];
  const isOpen = ({ openUntil }: Line): boolean => performance.now() < openUntil;

  function take(): Line {
    const free = lines.find(({ busy }) => !busy);
    if (free !== undefined) return free;
    const line: Line = { busy: false, openUntil: 0 };
    lines.push(line);
    return line;
  }

  return {
    areOpen: () => lines.some(isOpen),
    async use(request) {
      const line = take();
      line.busy = true;
      try {
        const answer = await request(isOpen(line) ? 0 : connectTimeoutMs);
        line.openUntil = performance.now() + KEPT_MS;
        return answer;
      } finally {
        line.busy = false;
      }
    },
    forget() {
      lines = [];
    },
  };
}
