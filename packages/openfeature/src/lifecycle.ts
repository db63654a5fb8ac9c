// Docs: docs/openfeature.md, "Life and events"
import { isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { ErrorCode, ProviderEvents, ProviderFatalError, ProviderNotReadyError } from '@openfeature/server-sdk';
import type { OpenFeatureEventEmitter } from '@openfeature/server-sdk';
import type { Settings } from './options.ts';

export interface Lifecycle {
  /** Resolves once flags can be evaluated. Rejects with `PROVIDER_NOT_READY` (retry later) or `PROVIDER_FATAL`. */
  initialize(): Promise<void>;
  /** Stops what `initialize` started, even while it waits. Idempotent. `initialize` may follow. */
  onClose(): Promise<void>;
}

/** Maps the client's lifecycle to OpenFeature events. */
export function createLifecycle(
  flagstaff: Flagstaff,
  events: OpenFeatureEventEmitter,
  { readyTimeoutMs, closeClient }: Pick<Settings, 'readyTimeoutMs' | 'closeClient'>,
): Lifecycle {
  let end: () => void = () => {};

  async function initialize(): Promise<void> {
    end();
    let started = false;
    let lastProblem: FlagstaffError | undefined;
    let later: ReturnType<typeof setTimeout> | undefined;
    const { promise: ended, reject: abort } = withReject();

    const stops = [
      // The SDK itself reports how `initialize` ended, so the client's event for the same start is not repeated.
      flagstaff.on('ready', () => {
        if (started) events.emit(ProviderEvents.Ready);
      }),
      flagstaff.on('stale', ({ error }) => {
        lastProblem = error;
        if (started) tellStale();
      }),
      flagstaff.on('change', (change) => {
        if (started) events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...change.affectedFlags] });
      }),
      flagstaff.on('error', (problem) => {
        lastProblem = problem;
        // Errors of a client that still serves flags do not change the provider's state.
        if (started && flagstaff.state === 'loading') tellError(problem);
      }),
    ];
    end = () => {
      for (const stop of stops) stop();
      clearTimeout(later);
      abort(new ProviderNotReadyError('The provider was shut down before it was ready.'));
      end = () => {};
    };

    const tellStale = (): void => events.emit(ProviderEvents.Stale, lastProblem && detailsOf(lastProblem));
    const tellError = (problem: FlagstaffError): void =>
      events.emit(ProviderEvents.Error, { ...detailsOf(problem), errorCode: ErrorCode.PROVIDER_NOT_READY });

    try {
      await Promise.race([flagstaff.ready({ timeoutMs: readyTimeoutMs }), ended]);
    } catch (error) {
      if (flagstaff.state !== 'stale' || !isFlagstaffError(error, 'READY_TIMEOUT'))
        throw startFailed(error, lastProblem);
      // Flags are served from an earlier state. The SDK marks the provider ready when this resolves; only then can it become stale.
      later = setTimeout(() => {
        if (flagstaff.state === 'stale') tellStale();
      });
    } finally {
      started = true;
    }
  }

  return {
    initialize,
    async onClose() {
      end();
      if (closeClient) await flagstaff.close();
    },
  };
}

/** Includes the code, because it is stable and OpenFeature has no equivalent for most codes. */
function detailsOf({ code, message }: FlagstaffError): { message: string; metadata: { code: string } } {
  return { message, metadata: { code } };
}

/** Converts a failed start to an OpenFeature error: fatal once the client is closed, else not ready. */
function startFailed(error: unknown, lastProblem: FlagstaffError | undefined): unknown {
  if (isFlagstaffError(error, 'CLOSED')) {
    return new ProviderFatalError('The Flagstaff client was closed. Create a provider with another client.', {
      cause: error,
    });
  }
  if (!isFlagstaffError(error)) return error;
  // `READY_TIMEOUT` already names it.
  const isNamed = lastProblem === undefined || error.cause !== undefined;
  const because = isNamed ? '' : ` The last error was ${lastProblem.code}: ${lastProblem.message}`;
  return new ProviderNotReadyError(`${error.message}${because}`, { cause: lastProblem ?? error });
}

/** Creates a promise that only ever rejects, without unhandled rejections. */
function withReject(): { readonly promise: Promise<never>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
