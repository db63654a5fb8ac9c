import type { DocumentId, FlagDefinitions, Flagstaff, FlagstaffEvents, Revision } from '@flagstaff/core';
import { sharedInProcess } from '@flagstaff/core/storage';
import { inSlices, mergeBursts } from './broadcast.ts';
import type { StreamLimits } from './options.ts';
import { COMMON_HEADERS } from './replies.ts';
import { createStreamShares } from './stream-shares.ts';

/** The event streams of a process. All streams share one listener and one timer, which exist only while a stream is open. */
export interface Streams {
  /**
   * Opens a stream, which ends when its reader disconnects. Returns undefined when all streams are taken and no other caller
   * holds more than its share.
   *
   * @param caller The caller's name from `authorize`, or its address. Empty for callers that cannot be distinguished.
   * @param lastSeen The id of the last event that the reader received. Undefined for a new reader.
   */
  open(caller: string, lastSeen: string | undefined): Response | undefined;
  /** The number of open streams. */
  readonly count: number;
  /** Ends all open streams. */
  end(): void;
}

/** What changed since the last event. */
export interface Announcement {
  /** The ids of changed documents. */
  readonly documents: readonly DocumentId[];
  /** The keys of flags that may answer differently. */
  readonly flags: readonly string[];
}

const NO_CHANGES: Announcement = { documents: [], flags: [] };
/** Names in one event. Beyond them it names none. */
const MAX_NAMES = 200;

/** Bytes buffered for a slow reader. Beyond them the stream ends, and the reader may reconnect. */
const MAX_WAITING = 16_384;

type Sink = ReadableStreamDefaultController<Uint8Array>;

/** Aborted when the reader of a response is too slow. The server then closes the connection, because the reader cannot see the end. */
const tooSlow = /* @__PURE__ */ sharedInProcess('slow-readers', () => new WeakMap<Response, AbortSignal>());

/** Returns the signal that aborts when a response's reader is too slow. Undefined when the response is not an event stream. */
export function slowReaderSignal(response: Response): AbortSignal | undefined {
  return tooSlow.get(response);
}

/**
 * Creates the event streams of a client.
 *
 * @param message Builds the event for a new revision, given the revision's token, and what changed since the last event.
 */
export function createStreams<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  { maxStreams, heartbeatSeconds }: StreamLimits,
  message: (token: string, changes: Announcement | undefined) => object,
): Streams {
  const encoder = new TextEncoder();
  const shares = createStreamShares<Sink>();
  const cuts = new WeakMap<Sink, AbortController>();
  let stop: (() => void) | undefined;

  function send(text: string, done?: () => void): void {
    const bytes = encoder.encode(text);
    inSlices(shares.all(), (sink) => push(sink, bytes), done);
  }

  function push(sink: Sink, bytes: Uint8Array): void {
    // It may have ended while other streams were written.
    if (!shares.has(sink)) return;
    if ((sink.desiredSize ?? 0) > 0) {
      sink.enqueue(bytes);
      return;
    }
    finish(sink);
    cuts.get(sink)?.abort();
  }

  function start(): void {
    let merged: Announcement | undefined = NO_CHANGES;
    const announce = mergeBursts((done) => {
      const changes = merged;
      merged = NO_CHANGES;
      send(changed(changes), done);
    });
    const unsubscribe = flagstaff.on('change', (event) => {
      merged = merged && merge(merged, event);
      announce();
    });
    const timer = setInterval(() => send(':\n\n'), heartbeatSeconds * 1_000);
    // The connection keeps a server alive; this timer must not. Edge runtimes use numbers for timers.
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
    stop = () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  function remove(sink: Sink): void {
    shares.delete(sink);
    if (shares.count > 0) return;
    stop?.();
    stop = undefined;
  }

  function finish(sink: Sink): void {
    remove(sink);
    sink.close();
  }

  function id(): string {
    return eventIdOf(flagstaff.revision);
  }

  function changed(changes: Announcement | undefined): string {
    return `id: ${id()}\ndata: ${JSON.stringify(message(id(), changes))}\n\n`;
  }

  return {
    open(caller, lastSeen) {
      if (shares.count >= maxStreams) {
        const oldest = shares.giveWayTo(caller);
        if (oldest === undefined) return undefined;
        finish(oldest);
      }
      const cut = new AbortController();
      let mine: Sink;
      const body = new ReadableStream<Uint8Array>(
        {
          start(sink) {
            mine = sink;
            cuts.set(sink, cut);
            if (shares.count === 0) start();
            shares.add(caller, sink);
            // Announce a change that the reader missed.
            const missed = lastSeen !== undefined && lastSeen !== id();
            push(sink, encoder.encode(missed ? changed(undefined) : `id: ${id()}\n: open\n\n`));
          },
          cancel() {
            remove(mine);
          },
        },
        { highWaterMark: MAX_WAITING, size: (chunk) => chunk.byteLength },
      );
      const response = eventStream(body);
      tooSlow.set(response, cut.signal);
      return response;
    },
    get count() {
      return shares.count;
    },
    end() {
      for (const sink of shares.all()) finish(sink);
    },
  };
}

/** Adds an event to the changes. Undefined when they are too many to name. */
function merge(before: Announcement, { changed, affectedFlags }: FlagstaffEvents['change']): Announcement | undefined {
  const documents = [...new Set([...before.documents, ...changed])];
  const flags = [...new Set([...before.flags, ...affectedFlags])];
  return documents.length > MAX_NAMES || flags.length > MAX_NAMES ? undefined : { documents, flags };
}

/** Returns the event id of a revision: its token, without line terminators. Empty when the revision is unknown. */
export function eventIdOf(revision: Revision | undefined): string {
  // A lone surrogate has no encoding.
  return encodeURIComponent((revision?.token ?? '').replace(/\p{Surrogate}/gu, '\uFFFD'));
}

function eventStream(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      // Buffering reverse proxies would hold events back.
      'x-accel-buffering': 'no',
    },
  });
}
