// Docs: docs/openfeature.md
import { FlagstaffError } from '@flagstaff/core';
import type { FlagDefinitions, Flagstaff, JsonValue } from '@flagstaff/core';
import { invalidOptions } from '@flagstaff/core/storage';
import { OpenFeatureEventEmitter } from '@openfeature/server-sdk';
import type { EvaluationContext, Provider, ResolutionDetails, TrackingEventDetails } from '@openfeature/server-sdk';
import { createLifecycle } from './lifecycle.ts';
import { parseOptions } from './options.ts';
import type { FlagstaffProviderOptions } from './options.ts';
import { toTrackingEvent } from './tracking.ts';
import { toContext, toResolution } from './translate.ts';

/** A default of each type, for callers without types whose own default is of another. */
const STAND_INS = { boolean: false, string: '', number: 0, object: null } as const;

/**
 * A provider for OpenFeature's server SDK that answers from a Flagstaff client, in process. Throws `INVALID_OPTIONS`.
 *
 * @example
 * await OpenFeature.setProviderAndWait(flagstaffProvider(flagstaff));
 * await OpenFeature.getClient().getBooleanValue('new-checkout', false, { targetingKey: 'u1' });
 */
export function flagstaffProvider<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  options: FlagstaffProviderOptions = {},
): Provider {
  if (typeof flagstaff?.forContext !== 'function' || typeof flagstaff.forEnvironment !== 'function') {
    throw invalidOptions('`flagstaffProvider` takes the client first: what `createFlagstaff()` returned.');
  }
  // OpenFeature's callers name flags at run time: what the definitions add is for the compiler alone.
  const client = flagstaff as unknown as Flagstaff;
  const events = new OpenFeatureEventEmitter();
  const settings = parseOptions(options);
  const { environment, onTrack } = settings;
  const view = environment === undefined ? client : client.forEnvironment(environment);
  const { initialize, onClose } = createLifecycle(client, events, settings);

  /** The type asked for is that of the method, as OpenFeature has it; Flagstaff goes by the default's. */
  async function resolve<T extends JsonValue>(
    type: keyof typeof STAND_INS,
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const asked: JsonValue = typeof defaultValue === type ? defaultValue : STAND_INS[type];
    const evaluator = view.forContext(toContext(context));
    // Nobody waits where there is nothing to look up.
    const looking = evaluator.lookUpMembers();
    if (looking !== undefined) await looking;
    const details = evaluator.details(key, asked);
    return toResolution<JsonValue>(details, defaultValue) as ResolutionDetails<T>;
  }

  function trackingFailed(cause: unknown): void {
    client.reportError(
      new FlagstaffError('LISTENER_FAILED', "onTrack threw; the error's `cause` says what.", { cause }),
    );
  }

  function track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
    try {
      // An async function fits the type too.
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
    // Without it the SDK knows that nothing is tracked.
    ...(onTrack === undefined ? {} : { track }),
  };
}
