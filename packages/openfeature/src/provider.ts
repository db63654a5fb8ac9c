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

/** Stand-in defaults by type, for untyped callers whose own default has another type. */
const STAND_INS = { boolean: false, string: '', number: 0, object: null } as const;

/**
 * A provider for OpenFeature's server SDK that answers from a Flagstaff client, in process.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the first argument is not a client, or for a wrong option
 * @example
 * await OpenFeature.setProviderAndWait(new FlagstaffProvider(flagstaff));
 * await OpenFeature.getClient().getBooleanValue('new-checkout', false, { targetingKey: 'u1' });
 */
export class FlagstaffProvider<F extends FlagDefinitions> implements Provider {
  /** Describes the provider to the SDK. */
  readonly metadata = {
    /** The provider's name. */
    name: 'flagstaff',
  } as const;
  readonly runsOn = 'server';
  readonly events: OpenFeatureEventEmitter = new OpenFeatureEventEmitter();
  readonly initialize: () => Promise<void>;
  readonly onClose: () => Promise<void>;
  /** Absent without `onTrack`: the SDK then knows that nothing is tracked. */
  readonly track?: NonNullable<Provider['track']>;
  readonly #view: Pick<Flagstaff, 'forContext'>;

  /**
   * Creates a provider of a client's flags.
   * @throws {FlagstaffError} INVALID_OPTIONS when the first argument is not a client, or an option is invalid.
   */
  constructor(flagstaff: Flagstaff<F>, options: FlagstaffProviderOptions = {}) {
    if (typeof flagstaff?.forContext !== 'function' || typeof flagstaff.forEnvironment !== 'function') {
      throw invalidOptions('`new FlagstaffProvider` takes the client first: what `createFlagstaff()` returned.');
    }
    // OpenFeature's callers name flags at run time: what the definitions add is for the compiler alone.
    const client = flagstaff as unknown as Flagstaff;
    const settings = parseOptions(options);
    const { environment, onTrack } = settings;
    this.#view = environment === undefined ? client : client.forEnvironment(environment);
    const { initialize, onClose } = createLifecycle(client, this.events, settings);
    this.initialize = initialize;
    this.onClose = onClose;
    if (onTrack !== undefined) this.track = createTracker(client, onTrack);
  }

  resolveBooleanEvaluation(
    key: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve<boolean>('boolean', key, defaultValue, context);
  }

  resolveStringEvaluation(
    key: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve<string>('string', key, defaultValue, context);
  }

  resolveNumberEvaluation(
    key: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve<number>('number', key, defaultValue, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve('object', key, defaultValue, context);
  }

  /** The type asked for is that of the method, as OpenFeature has it; Flagstaff goes by the default's. */
  async #resolve<T extends JsonValue>(
    type: keyof typeof STAND_INS,
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const asked: JsonValue = typeof defaultValue === type ? defaultValue : STAND_INS[type];
    const evaluator = this.#view.forContext(toContext(context));
    // Only segments with stored members that the flag can reach need a lookup.
    const looking = evaluator.lookUpMembers([key]);
    if (looking !== undefined) await looking;
    const details = evaluator.details(key, asked);
    return toResolution<JsonValue>(details, defaultValue) as ResolutionDetails<T>;
  }
}

function createTracker(
  client: Flagstaff,
  onTrack: NonNullable<FlagstaffProviderOptions['onTrack']>,
): NonNullable<Provider['track']> {
  const failed = (cause: unknown): void => {
    client.reportError(
      new FlagstaffError('LISTENER_FAILED', "onTrack threw an error. See the error's `cause`.", { cause }),
    );
  };
  return (name: string, context: EvaluationContext, details: TrackingEventDetails): void => {
    try {
      // An async function fits the type too.
      Promise.resolve(onTrack(toTrackingEvent(name, toContext(context), details, client.revision))).catch(failed);
    } catch (cause) {
      failed(cause);
    }
  };
}
