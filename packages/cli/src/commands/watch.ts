import { setTimeout as pause } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ShownCommit } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { Failure, refused } from '../frame/failure.ts';
import { changesOf } from '../output/commit-text.ts';
import { plain } from '../output/plain.ts';

const PAGE = 100;
/** Between attempts to connect again. Doubles each time. */
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;
/** The most characters of one event, which names documents and does not contain them. */
const MAX_EVENT_LENGTH = 1_000_000;

/** `flagstaff watch` */
export const command: CommandModule = {
  configure() {},
  async run(context) {
    const stop = new AbortController();
    const ignore = context.io.onInterrupt(() => stop.abort());
    try {
      const api = await context.api({ follow: true });
      const print = await startPrinting(context, api);
      const changes = await api.events(stop.signal);
      context.out.words('Watching. Press Ctrl-C to end.');
      await readEvents(changes, stop.signal, print).catch(ignoreLoss);
      while (!stop.signal.aborted) await watchAgain(context, api, stop.signal, print);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      ignore();
    }
    return undefined;
  },
};

/** Connects again, as often as it takes, and prints what happened meanwhile. Then watches until the connection is lost. */
async function watchAgain({ out }: Context, api: Api, signal: AbortSignal, print: () => Promise<void>): Promise<void> {
  out.words('The connection was lost. Connecting again.');
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
    await pause(waitMs, undefined, { signal });
    try {
      const changes = await api.events(signal);
      await print();
      out.words('Watching again.');
      return await readEvents(changes, signal, print);
    } catch (error) {
      ignoreLoss(error);
    }
  }
}

/** @throws What is no lost connection, such as a key that is refused. */
function ignoreLoss(error: unknown): void {
  if (!(error instanceof Failure) || error.exit !== EXIT.unreachable) throw error;
}

/** Returns a function that prints commits that were not printed before, oldest first. */
async function startPrinting({ out }: Context, api: Api): Promise<() => Promise<void>> {
  const { data: me } = await api.call('GET /me', {});
  if (!me.capabilities.history)
    throw refused('CAPABILITY_MISSING', 'The store has no history to watch.', { status: 501 });
  const { data } = await api.call('GET /commits', { query: { limit: 1 } });
  let last = data.items[0]?.revision.number ?? 0;

  async function fresh(): Promise<readonly ShownCommit[]> {
    let found: readonly ShownCommit[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const { data: page } = await api.call('GET /commits', { query });
      const newer = page.items.filter(({ revision }) => revision.number > last);
      found = [...newer.toReversed(), ...found];
      cursor = page.next;
      if (newer.length < page.items.length || cursor === undefined) return found;
    }
  }

  return async () => {
    for (const commit of await fresh()) {
      last = commit.revision.number;
      const { revision, at, actor = '', comment } = commit;
      const why = comment === undefined ? '' : `: ${comment}`;
      out.line(commit, () => plain(`${at}  ${revision.number}  ${actor}  ${changesOf(commit)}${why}`));
    }
  };
}

/** Calls a function for each event that says that something changed, until the stream or the signal ends. */
async function readEvents(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  changed: () => Promise<void>,
): Promise<void> {
  const events = stream
    .pipeThrough(new TextDecoderStream(), { signal })
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: MAX_EVENT_LENGTH }));
  const reader = events.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure(EXIT.unreachable, { status: 0, code: 'OFFLINE', detail: 'The connection was lost.' });
    });
    if (done) return;
    // Only events with data arrive here: comments keep the connection open.
    if (value.data !== '') await changed();
  }
}
