// Docs: docs/openfeature.md
import { FlagstaffError } from '@flagstaff/core';
import type { FlagDefinitions, Flagstaff, JsonValue } from '@flagstaff/core';
import { OpenFeatureEventEmitter } from '@openfeature/server-sdk';
import type { EvaluationContext, Provider, ResolutionDetails, TrackingEventDetails } from '@openfeature/server-sdk';
import { createLifecycle } from './lifecycle.ts';
import { invalidOptions, parseOptions } from './options.ts';
import type { FlagstaffProviderOptions } from './options.ts';
import { toTrackingEvent } from './tracking.ts';
import { toContext, toResolution } from './translate.ts';

/** Stand-in defaults by type, for untyped callers whose own default has another type. */
const STAND_INS = { boolean: false, string: '', number: 0, object: null } as const;

/**
 * Creates a provider for OpenFeature's server SDK that evaluates with a Flagstaff client, in process.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * await OpenFeature.setProviderAndWait(flagstaffProvider(flagstaff));
 * await OpenFeature.getClient().getBooleanValue('new-checkout', false, { targetingKey: 'u1' });
 */
export function flagstaffProvider<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  options: FlagstaffProviderOptions = {},
): Provider {
  if (typeof flagstaff?.forContext !== 'function' || typeof flagstaff.forEnvironment !== 'function') {
    throw invalidOptions('`flagstaffProvider` takes a client from `createFlagstaff()` first.');
  }
  // OpenFeature names flags at run time. The definitions only matter to the compiler.
  const client = flagstaff as unknown as Flagstaff;
  const events = new OpenFeatureEventEmitter();
  const settings = parseOptions(options);
  const { environment, onTrack } = settings;
  const view = environment === undefined ? client : client.forEnvironment(environment);
  const { initialize, onClose } = createLifecycle(client, events, settings);

  /** OpenFeature takes the type from the method, Flagstaff from the default value. */
  async function resolve<T extends JsonValue>(
    type: keyof typeof STAND_INS,
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const asked: JsonValue = typeof defaultValue === type ? defaultValue : STAND_INS[type];
    const evaluator = view.forContext(toContext(context));
    // Don't wait when there is nothing to look up.
    const looking = evaluator.lookUpMembers();
    if (looking !== undefined) await looking;
    const details = evaluator.details(key, asked);
    return toResolution<JsonValue>(details, defaultValue) as ResolutionDetails<T>;
  }

  function trackingFailed(cause: unknown): void {
    client.reportError(
      new FlagstaffError('LISTENER_FAILED', "onTrack threw an error. See the error's `cause`.", { cause }),
    );
  }

  function track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
    try {
      // The type also accepts an async function.
      Promise.resolve(onTrack?.(toTrackingEvent(name, toContext(context), details, client.revision))).catch(
        trackingFailed,
      );
    } catch (cause) {
      trackingFailed(cause);
    }
  }

  return {
    metadata: { name: 'flagstaff' },
    runsOn: 'server',
    events,
    initialize,
    onClose,
    resolveBooleanEvaluation: (key, defaultValue, context) => resolve<boolean>('boolean', key, defaultValue, context),
    resolveStringEvaluation: (key, defaultValue, context) => resolve<string>('string', key, defaultValue, context),
    resolveNumberEvaluation: (key, defaultValue, context) => resolve<number>('number', key, defaultValue, context),
    resolveObjectEvaluation: (key, defaultValue, context) => resolve('object', key, defaultValue, context),
    // The SDK detects a provider without tracking by the missing method.
    ...(onTrack === undefined ? {} : { track }),
  };
}
