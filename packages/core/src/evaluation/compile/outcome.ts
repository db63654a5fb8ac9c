import type { ErrorCode, EvaluationDetails, Reason } from '../../model/details.ts';
import type { FlagDocument, FlagMetadata } from '../../model/flag.ts';
import type { JsonValue } from '../../model/json.ts';
import { variantsOf } from '../../documents/variants.ts';

/** An answer; `value` is undefined where the caller's default is to be served. JSON has no undefined, so no variant has. */
export type Outcome = EvaluationDetails<JsonValue | undefined>;

const NO_METADATA: FlagMetadata = Object.freeze({});

/** What an answer calls the flag that a caller asked for: a key that is not text is named by its type, which no flag is called. */
export function keyText(key: unknown): string {
  return typeof key === 'string' ? key : `(${typeof key})`;
}

/** An answer that serves the caller's default because of an error. */
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

/** The answers that one flag can give: one frozen object for each variant and reason, so that answering allocates nothing. */
export class Outcomes {
  readonly metadata: FlagMetadata;
  readonly #flag: FlagDocument;
  /** Only while the flag is compiled: what is made is kept where it is served. */
  #made: Map<Reason, Map<string | undefined, Outcome>> | undefined;

  constructor(flag: FlagDocument) {
    this.#flag = flag;
    this.metadata = flag.metadata === undefined ? NO_METADATA : freezeDeep(flag.metadata);
  }

  has(variant: string): boolean {
    return Object.hasOwn(variantsOf(this.#flag).variants, variant);
  }

  /** The answer with a variant; without one, the caller's default is served for the reason. */
  of(variant: string | undefined, reason: Reason): Outcome {
    this.#made ??= new Map();
    let byVariant = this.#made.get(reason);
    if (byVariant === undefined) this.#made.set(reason, (byVariant = new Map()));
    let outcome = byVariant.get(variant);
    if (outcome === undefined) byVariant.set(variant, (outcome = this.make(variant, reason)));
    return outcome;
  }

  /** As `of`, and a new object each time. */
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

  /** The flag is compiled. */
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
