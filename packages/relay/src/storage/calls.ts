import { createLifetime, FlagstaffError, isFlagstaffError, withDeadline } from '@flagstaff/core/storage';
import { describeFailure } from './errors.ts';
import type { Faults } from './errors.ts';
import type { HttpHeaders, Settings } from './options.ts';

/** One request, until its response is consumed. */
export interface Call {
  /** Awaits a task. Aborts the request when time runs out or the storage is closed. */
  within<T>(ms: number, task: () => Promise<T>): Promise<T>;
  /** Sends the request. Resolves with the headers; the body may still be arriving. */
  send(path: string, init?: { readonly method?: string; readonly headers?: HttpHeaders }): Promise<Response>;
  /** Aborts the request. Everything still awaited rejects. */
  end(): void;
}

/** Requests with a deadline that `close` aborts. Created lazily: some runtimes forbid that outside a request. */
export interface Calls {
  open(): Call;
  close(): void;
}

export function createCalls({ base, fetch, headers }: Settings, fault: Faults): Calls {
  const open = new Set<() => void>();
  let closed = false;

  const wasClosed = (): FlagstaffError =>
    new FlagstaffError('CLOSED', 'HTTP: the storage backend was closed. Create another one.');

  async function headersNow(): Promise<HttpHeaders> {
    try {
      return await headers();
    } catch {
      throw fault(
        'STORAGE_UNAVAILABLE',
        'was not contacted: the `headers` function failed or returned invalid headers.',
      );
    }
  }

  function openCall(): Call {
    if (closed) throw wasClosed();
    const ending = new AbortController();
    const lifetime = createLifetime();
    /** Why the call ended. Undefined when it was closed. */
    let reason: FlagstaffError | undefined;

    function end(): void {
      open.delete(end);
      lifetime.end();
      ending.abort();
    }
    open.add(end);

    return {
      async within(ms, task) {
        const late = (): FlagstaffError => {
          const why = fault('STORAGE_TIMEOUT', `did not respond within ${ms} ms.`);
          if (!lifetime.over) reason = why;
          end();
          return why;
        };
        const options = { late, lifetime, ended: () => reason ?? wasClosed(), keepAlive: false };
        return withDeadline(task(), ms, options).catch((error: unknown) => {
          throw asFault(error, fault);
        });
      },
      async send(path, init = {}) {
        const all = { ...(await headersNow()), ...init.headers };
        // Redirects are not followed: the target would receive our credentials, or could supply documents.
        return fetch(base + path, {
          method: init.method ?? 'GET',
          headers: all,
          redirect: 'manual',
          signal: ending.signal,
        });
      },
      end,
    };
  }

  return {
    open: openCall,
    close() {
      closed = true;
      for (const end of open) end();
    },
  };
}

function asFault(error: unknown, fault: Faults): FlagstaffError {
  if (isFlagstaffError(error)) return error;
  return fault('STORAGE_UNAVAILABLE', `could not be reached: ${describeFailure(error)}.`);
}
