import { asStorageError } from '../storage/backend.ts';
import { backoff as createBackoff } from '../timing/backoff.ts';
import { ageOf, momentOf } from '../timing/clock.ts';
import { singleFlight } from '../timing/one-at-a-time.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import { checkSnapshot } from './reader.ts';

/**
 * What the parts of a client that load on demand share with those that are always loaded. They get it as an argument: if they
 * imported it, bundlers would move the modules that it is bundled with to a chunk of their own.
 */
export interface SharedTools {
  readonly ageOf: typeof ageOf;
  readonly asStorageError: typeof asStorageError;
  readonly checkSnapshot: typeof checkSnapshot;
  readonly createBackoff: typeof createBackoff;
  readonly momentOf: typeof momentOf;
  readonly singleFlight: typeof singleFlight;
  readonly withStepDeadline: typeof withStepDeadline;
}

export const SHARED_TOOLS: SharedTools = {
  ageOf,
  asStorageError,
  checkSnapshot,
  createBackoff,
  momentOf,
  singleFlight,
  withStepDeadline,
};
