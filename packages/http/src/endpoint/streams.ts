import type { FlagDefinitions, Flagstaff, Revision } from '@flagstaff/core';
import type { StreamOptions } from './options.ts';
import { COMMON_HEADERS } from './replies.ts';

/** The event streams of a process: one listener of the client and one timer for all of them, none while there is no stream. */
export interface Streams {
  /**
   * A stream, as an answer's body; undefined while there are too many. It ends when its reader goes away.
   *
   * @param lastSeen the id of the last event that the reader has seen; undefined: it starts anew
   */
  open(lastSeen: string | undefined): ReadableStream<Uint8Array> | undefined;
  /** Streams that are open. */
  readonly count: number;
  /** Ends those that are open. */
  end(): void;
}

/** Bytes that a stream may keep for a reader that does not read; then it is cut, and its reader opens another. */
const MOST_WAITING = 16_384;

type Sink = ReadableStreamDefaultController<Uint8Array>;

/** @param message what a reader is told when other documents are in force, by the revision's token */
export function createStreams<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  { maxStreams, heartbeatSeconds }: Required<StreamOptions>,
  message: (token: string) => object,
): Streams {
  const encoder = new TextEncoder();
  const sinks = new Set<Sink>();
  let stop: (() => void) | undefined;

  function send(text: string): void {
    const bytes = encoder.encode(text);
    for (const sink of sinks) push(sink, bytes);
  }

  function push(sink: Sink, bytes: Uint8Array): void {
    if ((sink.desiredSize ?? 0) > 0) {
      sink.enqueue(bytes);
      return;
    }
    remove(sink);
    sink.error(new Error('The reader of an event stream does not read.'));
  }

  function start(): void {
    const unsubscribe = flagstaff.on('change', () => send(changed()));
    const timer = setInterval(() => send(':\n\n'), heartbeatSeconds * 1_000);
    // A stream that is open is kept by its connection; this keeps no process alive. Edge runtimes have numbers for timers.
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
    stop = () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  function remove(sink: Sink): void {
    sinks.delete(sink);
    if (sinks.size > 0) return;
    stop?.();
    stop = undefined;
  }

  function id(): string {
    return eventIdOf(flagstaff.revision);
  }

  function changed(): string {
    return `id: ${id()}\ndata: ${JSON.stringify(message(id()))}\n\n`;
  }

  return {
    open(lastSeen) {
      if (sinks.size >= maxStreams) return undefined;
      let mine: Sink;
      return new ReadableStream<Uint8Array>(
        {
          start(sink) {
            mine = sink;
            if (sinks.size === 0) start();
            sinks.add(sink);
            // What changed while the reader was away is told at once.
            const missed = lastSeen !== undefined && lastSeen !== id();
            push(sink, encoder.encode(missed ? changed() : `id: ${id()}\n: open\n\n`));
          },
          cancel() {
            remove(mine);
          },
        },
        { highWaterMark: MOST_WAITING, size: (chunk) => chunk.byteLength },
      );
    },
    get count() {
      return sinks.size;
    },
    end() {
      for (const sink of sinks) {
        remove(sink);
        sink.close();
      }
    },
  };
}

/** What names a revision on a stream: its token, without anything that could end a line there. Empty: none is known. */
export function eventIdOf(revision: Revision | undefined): string {
  // Half a surrogate pair has no encoding.
  return encodeURIComponent((revision?.token ?? '').replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** The answer with a stream. */
export function eventStream(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      // Reverse proxies that gather answers would keep events back.
      'x-accel-buffering': 'no',
    },
  });
}
