import { signal } from '@preact/signals';
import { invalidate, invalidateEarly } from '../api/query.ts';
import { session } from './session.ts';

/** The state of the event stream. */
export type LiveState = 'connecting' | 'live' | 'lost';

/** What windows tell each other. */
type Message =
  | { readonly type: 'changed'; readonly ids: readonly string[] | undefined }
  | { readonly type: 'state'; readonly state: LiveState }
  | { readonly type: 'ask' };

export const liveState = signal<LiveState>('connecting');

/** The ids of the documents that changed last. Undefined: any. For screens that hold a draft. */
export const lastChange = signal<{ readonly ids: readonly string[] | undefined } | undefined>(undefined);

function receive(message: Message): void {
  if (message.type === 'state') {
    const before = liveState.value;
    liveState.value = message.state;
    if (message.state !== 'live') return;
    session.recovered();
    if (before === 'connecting') void invalidateEarly();
    // Changes may have been missed meanwhile. The API answers 304 when none was.
    if (before === 'lost') void invalidate(undefined);
  } else if (message.type === 'changed') {
    lastChange.value = { ids: message.ids };
    void invalidate(message.ids);
  }
}

/**
 * Follows changes. Browsers allow six connections to a server over HTTP/1.1, so the windows of a browser share one stream: the one
 * that holds a lock reads it and tells the others.
 */
export function followChanges(): void {
  const name = `flagstaff:${document.baseURI}`;
  const channel = new BroadcastChannel(name);
  let isLeader = false;
  const publish = (message: Message): void => {
    receive(message);
    channel.postMessage(message);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type !== 'ask') receive(data);
    else if (isLeader) channel.postMessage({ type: 'state', state: liveState.value } satisfies Message);
  });
  const lead = (): Promise<never> => {
    isLeader = true;
    openStream(publish);
    // The lock is held until the window closes.
    return new Promise<never>(() => undefined);
  };
  channel.postMessage({ type: 'ask' } satisfies Message);
  // Without a secure context there are no locks: each window reads a stream of its own.
  if (navigator.locks === undefined) openStream(receive);
  else void navigator.locks.request(name, lead);
}

function openStream(publish: (message: Message) => void): void {
  const source = new EventSource(new URL('api/v1/events', document.baseURI));
  source.addEventListener('open', () => publish({ type: 'state', state: 'live' }));
  source.addEventListener('error', () => {
    publish({ type: 'state', state: 'lost' });
    // The browser reconnects after a break, and gives up after an error response.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => openStream(publish), RECONNECT_MS);
  });
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const { documents } = JSON.parse(data) as { readonly documents?: readonly string[] };
    publish({ type: 'changed', ids: documents });
  });
}

const RECONNECT_MS = 5_000;
