// Docs: docs/openfeature.md, "Life and events"
import { isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { ErrorCode, ProviderEvents, ProviderFatalError, ProviderNotReadyError } from '@openfeature/server-sdk';
import type { OpenFeatureEventEmitter } from '@openfeature/server-sdk';
import type { Settings } from './options.ts';

export interface Lifecycle {
  /** Resolves once flags can be answered. Rejects with `PROVIDER_NOT_READY` (they may be later) or `PROVIDER_FATAL`. */
  initialize(): Promise<void>;
  /** Ends what `initialize` began, also while it waits. Idempotent; `initialize` may follow. */
  onClose(): Promise<void>;
}

/** Brings the life of a client to OpenFeature: its start, and from then on what happens to it. */
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
      // The SDK itself tells how `initialize` ended: what the client says of the same start is not said again.
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
        // Problems of a client that answers are no state of the provider's.
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
      // Flags are answered, from an earlier state. The SDK calls the provider ready when this resolves; only then is it stale.
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

/** The code is the stable part, so it goes along: OpenFeature has no name for most of ours. */
function detailsOf({ code, message }: FlagstaffError): { message: string; metadata: { code: string } } {
  return { message, metadata: { code } };
}

/** Why a start failed, as OpenFeature says it: for good once the client is closed, else for now. */
function startFailed(error: unknown, lastProblem: FlagstaffError | undefined): unknown {
  if (isFlagstaffError(error, 'CLOSED')) {
    return new ProviderFatalError('The Flagstaff client was closed: give the provider another one.', { cause: error });
  }
  if (!isFlagstaffError(error)) return error;
  const because = lastProblem === undefined ? '' : ` The last problem was ${lastProblem.code}: ${lastProblem.message}`;
  return new ProviderNotReadyError(`${error.message}${because}`, { cause: lastProblem ?? error });
}

/** A promise that only ever rejects, and whose rejection need not be heard. */
function withReject(): { readonly promise: Promise<never>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
