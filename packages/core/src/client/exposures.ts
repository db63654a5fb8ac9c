// Docs: docs/experiments.md
import type { EvaluationContext } from '../model/context.ts';
import type { Reason } from '../model/details.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { described, invalidOptions, readOptions } from '../model/input.ts';
import { parseAttribute, readAttribute } from '../targeting/attribute.ts';
import { bucketingValue, rolloutThreshold } from '../targeting/bucket.ts';
import { hashPrefix, murmur3 } from '../targeting/murmur3.ts';
import { PRIVATE } from '../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import { inBackground } from '../timing/background.ts';

/** That a subject was given a variant. No attribute of the context is in it but the key. */
export interface Exposure {
  readonly flag: string;
  readonly variant: string;
  readonly reason: Reason;
  /** The targeting key, else `userId`; undefined where the context has neither. */
  readonly key: string | undefined;
  readonly revision: Revision | undefined;
  /** The environment that answered; undefined: the documents as they are. */
  readonly environment: string | undefined;
  /** The evaluator's instant, in milliseconds since 1970. */
  readonly at: number;
}

/** Where exposures go: a queue, a log, an analytics library. What it throws or rejects with stops nothing. */
export type ExposureSink = ((exposure: Exposure) => unknown) | { record(exposure: Exposure): unknown };

export interface ExposureOptions {
  readonly sink: ExposureSink;
  /** Of whom exposures are told: a share of the keys, the same ones in every process. 0 to 100, default 100. */
  readonly percentage?: number;
}

/** What is known of an answer when it is given. */
export type Sighting = Omit<Exposure, 'key'> & { readonly context: EvaluationContext };

/** Tells a sink of answers. Undefined where there is none. Throws `INVALID_OPTIONS`. */
export function createExposer(
  options: ExposureOptions | undefined,
  hidden: PrivateAttributes,
  reportError: (problem: FlagstaffError) => void,
): ((sighting: Sighting) => void) | undefined {
  if (options === undefined) return undefined;
  const { sink, percentage = 100 } = readOptions('exposures', options);
  const record = typeof sink === 'function' ? sink : (exposure: Exposure) => sink!.record(exposure);
  if (typeof sink !== 'function' && typeof sink?.record !== 'function') {
    throw invalidOptions('`exposures.sink` must be a function, or an object with a method `record`.');
  }
  if (!(typeof percentage === 'number' && percentage >= 0 && percentage <= 100)) {
    throw invalidOptions(`\`exposures.percentage\` is ${described(percentage)}; give a number from 0 to 100.`);
  }
  const threshold = rolloutThreshold(percentage);

  const isSampled = (key: string | undefined): boolean =>
    percentage === 100 || (key !== undefined && murmur3(key, SAMPLE) < threshold);

  return ({ context, ...answer }) => {
    const key = bucketingValue(readAttribute(context, TARGETING_KEY));
    if (!isSampled(key)) return;
    // Where the key itself is private, it is told that somebody saw the variant, and not who.
    const shown = key !== undefined && hidden.hides('targetingKey', context) ? PRIVATE : key;
    const exposure: Exposure = Object.freeze({ ...answer, key: shown });
    inBackground(
      () => record(exposure),
      (cause) => reportError(sinkFailed(cause)),
    );
  };
}

const TARGETING_KEY = parseAttribute('targetingKey');
/** A stream of its own: who is in a rollout says nothing about who is in the sample. */
const SAMPLE = hashPrefix('exposure:sample:');

function sinkFailed(cause: unknown): FlagstaffError {
  return new FlagstaffError('SINK_FAILED', 'The exposure sink threw or rejected; that exposure is lost.', { cause });
}
