import type { Call } from './calls.ts';

/** Maximum number of characters of a line. A relay sends none as long. */
const MAX_LINE = 16_384;

export interface ReadEventsOptions {
  readonly call: Call;
  /** Milliseconds after which a stream without events or heartbeats is abandoned. */
  readonly silenceMs: number;
  /** @param data The last line of data that arrived. */
  readonly onEvent: (data: string) => void;
}

/**
 * Reads an event stream to its end and calls back after events. Rejects when the stream breaks, falls silent or is not an event
 * stream.
 *
 * @see HTML, "Server-sent events"
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  { call, silenceMs, onEvent }: ReadEventsOptions,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await call.within(silenceMs, () => reader.read());
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new Error('The response is not an event stream of a relay.');
    // Not with a parser: those make an error with a stack for each unknown field, most of a second for 64 kB of them.
    // One event may span many lines, and one chunk many events: the last one is what counts.
    const last = lines.findLast((line) => line.startsWith('data'));
    if (last !== undefined) onEvent(last.slice('data:'.length));
  }
}
