import type { OnMissingValue } from '../evaluation/compile/serve.ts';
import type { Outcome } from '../evaluation/compile/outcome.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { ErrorCode } from '../model/details.ts';
import type { Warn } from './warner.ts';
import { isProduction } from '../model/is-production.ts';

/** Warns about mistakes in the code that asks, which an evaluation answers with a default. */
export interface Advice {
  /** Call when a default was served. */
  onDefault(outcome: Outcome): void;
  readonly onMissingValue: OnMissingValue;
}

/** Errors of the asking code. The others are reported as errors of the client. */
const MISTAKES: readonly (ErrorCode | undefined)[] = [
  'FLAG_NOT_FOUND',
  'TYPE_MISMATCH',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
];

/** Returns undefined in production, and where the environment cannot be read. */
export function createAdvice(warn: Warn, definitions: FlagDefinitions = {}): Advice | undefined {
  if (isProduction()) return undefined;
  /** So that a repeated mistake costs a look-up. */
  const known = new Set<string>();

  function isNew(about: string): boolean {
    return !known.has(about) && known.size < MAX_KNOWN && known.add(about).has(about);
  }

  return {
    onDefault({ flagKey, errorCode, errorMessage }) {
      if (!MISTAKES.includes(errorCode) || !isNew(`${errorCode} ${flagKey}`)) return;
      // Defined in code and not yet in the store: the definition has the default.
      if (errorCode === 'FLAG_NOT_FOUND' && Object.hasOwn(definitions, flagKey)) return;
      warn(errorCode!, `Flag "${flagKey}" served its default: ${errorMessage}`, 'mistakes');
    },
    onMissingValue(flag, attribute) {
      if (!isNew(`${flag} ${attribute}`)) return;
      const remedy = attribute === 'targetingKey' ? ' Pass one in `context`, or enable `visitorCookie`.' : '';
      const message = `Flag "${flag}" has a rollout by "${attribute}", which the context lacks.${remedy}`;
      warn('TARGETING_KEY_MISSING', message, 'mistakes');
    },
  };
}

const MAX_KNOWN = 1_000;
