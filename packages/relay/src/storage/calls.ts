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
  const open = new Set<(why: FlagstaffError) => void>();
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
    let reason = wasClosed();

    function abort(why: FlagstaffError): FlagstaffError {
      open.delete(abort);
      if (!lifetime.over) reason = why;
      lifetime.end();
      ending.abort();
      return why;
    }
    open.add(abort);

    return {
      async within(ms, task) {
        const late = (): FlagstaffError => abort(fault('STORAGE_TIMEOUT', `did not respond within ${ms} ms.`));
        const options = { late, lifetime, ended: () => reason, keepAlive: false };
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
      end() {
        abort(wasClosed());
      },
    };
  }

  return {
    open: openCall,
    close() {
      closed = true;
      for (const abort of open) abort(wasClosed());
    },
  };
}

function asFault(error: unknown, fault: Faults): FlagstaffError {
  if (isFlagstaffError(error)) return error;
  return fault('STORAGE_UNAVAILABLE', `could not be reached: ${describeFailure(error)}.`);
}
