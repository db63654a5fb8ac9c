import type { ErrorCode, EvaluationDetails, Reason } from '../../model/details.ts';
import type { FlagDocument, FlagMetadata } from '../../model/flag.ts';
import type { JsonValue } from '../../model/json.ts';
import { variantsOf } from '../../documents/variants.ts';

/** An answer. `value` is undefined when the caller's default applies; no variant is, because JSON has no undefined. */
export type Outcome = EvaluationDetails<JsonValue | undefined>;

const NO_METADATA: FlagMetadata = Object.freeze({});

/** Returns a flag's key for an answer. A key that is not text is replaced by its type, which is not a valid key. */
export function keyText(key: unknown): string {
  return typeof key === 'string' ? key : `(${typeof key})`;
}

/** Returns an answer that serves the caller's default because of an error. */
export function failure(
  flagKey: string,
  errorCode: ErrorCode,
  errorMessage: string,
  metadata: FlagMetadata = NO_METADATA,
): Outcome {
  return Object.freeze({
    flagKey: keyText(flagKey),
    value: undefined,
    reason: 'ERROR',
    errorCode,
    errorMessage,
    flagMetadata: metadata,
  });
}

/** The possible answers of one flag: one frozen object per variant and reason, so evaluation allocates nothing. */
export class Outcomes {
  readonly metadata: FlagMetadata;
  readonly #flag: FlagDocument;
  /** Used only during compilation. Answers are kept where they are served. */
  #made: Map<Reason, Map<string | undefined, Outcome>> | undefined;

  constructor(flag: FlagDocument) {
    this.#flag = flag;
    this.metadata = flag.metadata === undefined ? NO_METADATA : freezeDeep(flag.metadata);
  }

  has(variant: string): boolean {
    return Object.hasOwn(variantsOf(this.#flag).variants, variant);
  }

  /** Returns the answer for a variant. Without one, the caller's default is served for the reason. */
  of(variant: string | undefined, reason: Reason): Outcome {
    this.#made ??= new Map();
    let byVariant = this.#made.get(reason);
    if (byVariant === undefined) this.#made.set(reason, (byVariant = new Map()));
    let outcome = byVariant.get(variant);
    if (outcome === undefined) byVariant.set(variant, (outcome = this.make(variant, reason)));
    return outcome;
  }

  /** Like `of`, but creates a new object each time. */
  make(variant: string | undefined, reason: Reason): Outcome {
    const flagKey = this.#flag.key;
    const flagMetadata = this.metadata;
    if (variant === undefined) return Object.freeze({ flagKey, value: undefined, reason, flagMetadata });
    const value = freezeDeep(variantsOf(this.#flag).variants[variant]!);
    return Object.freeze({ flagKey, value, variant, reason, flagMetadata });
  }

  failure(errorCode: ErrorCode, errorMessage: string): Outcome {
    return failure(this.#flag.key, errorCode, errorMessage, this.metadata);
  }

  /** Call when compilation has finished. */
  forget(): void {
    this.#made = undefined;
  }
}

function freezeDeep<T extends JsonValue>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}
