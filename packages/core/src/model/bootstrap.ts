import type { ErrorCode, Reason } from './details.ts';
import type { FlagMetadata } from './flag.ts';
import type { JsonValue } from './json.ts';

/** A flag's answer as the browser receives it. */
export interface BootstrapAnswer {
  /** Absent when the page serves its own default. */
  readonly value?: JsonValue;
  /** The served variant. Absent when the page serves its own default. */
  readonly variant?: string;
  /** Why the value was served. */
  readonly reason: Reason;
  /** Present with the reason `ERROR`. */
  readonly errorCode?: ErrorCode;
  /** The flag's metadata. Absent when it has none. */
  readonly metadata?: FlagMetadata;
}

/** The client-side flags evaluated for one context, as plain JSON. A page starts from it without a request. */
export interface Bootstrap {
  /** The token of the revision the answers come from. Absent when it is unknown. */
  readonly revision?: string;
  /** Answers by flag key. */
  readonly flags: { readonly [key: string]: BootstrapAnswer };
}
