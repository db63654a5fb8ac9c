import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ShownCommit } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { refused } from '../frame/failure.ts';
import { changesOf } from '../output/commit-text.ts';
import { plain } from '../output/plain.ts';

const PAGE = 100;
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
      await readEvents(changes, stop.signal, print);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      ignore();
    }
    return undefined;
  },
};

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
  // Only events with data arrive here: comments keep the connection open.
  for await (const event of events) if (event.data !== '') await changed();
}
