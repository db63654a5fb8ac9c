import { createBackoff, inBackground, startTimer } from '@flagstaff/core/storage';
import type { Revision } from '@flagstaff/core/storage';
import { EVENTS_PATH } from '../protocol.ts';
import type { Call, Calls } from './calls.ts';
import { describeStatus } from './errors.ts';
import type { Faults } from './errors.ts';
import { parseEvent } from './read-body.ts';
import { readEvents } from './read-events.ts';

/** Milliseconds after which a stream counts as stable. One that breaks earlier is reopened with a backoff. */
const SOUND = 10_000;

export interface WatcherOptions {
  readonly calls: Calls;
  readonly fault: Faults;
  /** Milliseconds to wait for a stream to open. */
  readonly timeoutMs: number;
  /** Milliseconds after which a silent stream is abandoned. */
  readonly silenceMs: number;
  /** Called with the revision of an event, before the watch's own callback. */
  readonly onRevision: (revision: Revision | undefined) => void;
}

interface Stream {
  readonly call: Call;
  readonly body: ReadableStream<Uint8Array>;
}

interface Kept {
  readonly first: Stream;
  readonly hint: () => void;
  readonly report: (isHealthy: boolean) => void;
  readonly stopping: Stopping;
}

/** Watches for changes. Each watch has its own stream, which is reopened whenever it ends. */
export function createWatcher({ calls, fault, timeoutMs, silenceMs, onRevision }: WatcherOptions): {
  watch(onChange: () => void, onHealth?: (isHealthy: boolean) => void): Promise<() => Promise<void>>;
  close(): void;
} {
  const stops = new Set<() => void>();

  async function open(): Promise<Stream> {
    const call = calls.open();
    try {
      const body = await call.within(timeoutMs, async () => {
        const response = await call.send(EVENTS_PATH, { headers: { accept: 'text/event-stream' } });
        const type = response.headers.get('content-type') ?? '';
        if (response.status === 200 && /^text\/event-stream *(;|$)/i.test(type) && response.body !== null) {
          return response.body;
        }
        await response.body?.cancel();
        // Distinguishes statuses worth a retry from permanent ones.
        const passing = response.status === 429 || response.status >= 500;
        const what =
          response.status === 200 ? 'did not send an event stream. Check `url`.' : describeStatus(response.status);
        throw fault(passing ? 'STORAGE_UNAVAILABLE' : 'WATCH_UNAVAILABLE', what);
      });
      return { call, body };
    } catch (error) {
      call.end();
      throw error;
    }
  }

  /** Reads streams, reopening them until stopped. */
  async function keep({ first, hint, report, stopping }: Kept): Promise<void> {
    const backoff = createBackoff({ first: 500, most: 30_000, random: Math.random });
    for (let stream: Stream | undefined = first; !stopping.over;) {
      if (stream !== undefined) {
        const { call, body } = stream;
        stopping.onStop = () => call.end();
        const since = performance.now();
        const onEvent = (data: string): void => {
          onRevision(parseEvent(data));
          hint();
        };
        report(true);
        await readEvents(body, { call, silenceMs, onEvent }).catch(() => undefined);
        call.end();
        report(false);
        if (performance.now() - since >= SOUND) backoff.reset();
      }
      if (stopping.over) return;
      await new Promise<void>((resolve) => {
        const cancel = startTimer(resolve, backoff.next());
        stopping.onStop = () => {
          cancel();
          resolve();
        };
      });
      if (stopping.over) return;
      stopping.onStop = undefined;
      stream = await open().catch(() => undefined);
      if (stopping.over) stream?.call.end();
      // Changes during the gap were not announced.
      else if (stream !== undefined) hint();
    }
  }

  return {
    async watch(onChange, onHealth) {
      const first = await open();
      const stopping: Stopping = { over: false, onStop: undefined };
      const hint = (): void => {
        if (!stopping.over) inBackground(onChange);
      };
      const report = (isHealthy: boolean): void => {
        if (!stopping.over && onHealth !== undefined) inBackground(() => onHealth(isHealthy));
      };
      const stop = (): void => {
        stopping.over = true;
        stops.delete(stop);
        stopping.onStop?.();
      };
      stops.add(stop);
      inBackground(() => keep({ first, hint, report, stopping }));
      return async () => stop();
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** Stops a watch in any state. */
interface Stopping {
  over: boolean;
  onStop: (() => void) | undefined;
}
