import { EXIT } from '../frame/exit.ts';
import { Failure, wrongUse } from '../frame/failure.ts';
import { createApi } from './api.ts';
import type { Api } from './api.ts';

const TIMEOUT_MS = 30_000;

export interface RemoteOptions {
  /** The URL at which the app mounts the admin. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. Undefined to send none. */
  readonly key: string | undefined;
}

/** Calls the admin API of an app. */
export function connectRemotely({ url, key }: RemoteOptions): Api {
  const mount = mountOf(url);
  return createApi({
    way: 'remote',
    mount,
    async send(request) {
      if (key !== undefined) request.headers.set('authorization', `Bearer ${key}`);
      // A redirect leads to a sign-in page, and must not take the key along.
      const isStream = request.url.endsWith('/events');
      const signal = isStream ? request.signal : AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      try {
        return await fetch(request, { redirect: 'manual', signal });
      } catch (error) {
        throw new Failure(EXIT.unreachable, {
          status: 0,
          code: 'OFFLINE',
          detail: `${new URL(mount).origin} cannot be reached (${codeOf(error)}).`,
        });
      }
    },
    close: async () => undefined,
  });
}

function codeOf(error: unknown): string {
  const { name, cause } = error as Error & { readonly cause?: Error & { readonly code?: unknown } };
  if (cause === undefined) return name;
  return typeof cause.code === 'string' ? cause.code : cause.message;
}

function mountOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw wrongUse('--url must be the URL of the admin, such as https://app.example/admin/flags.');
  }
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') {
    throw wrongUse('--url must not have a password. Pass a key with FLAGSTAFF_KEY.');
  }
  parsed.search = '';
  parsed.hash = '';
  if (!parsed.pathname.endsWith('/')) parsed.pathname += '/';
  return parsed.href;
}
