import type { ErrorCode, Reason } from './details.ts';
import type { FlagMetadata } from './flag.ts';
import type { JsonValue } from './json.ts';

/** A flag's answer as the browser receives it. */
export interface BootstrapAnswer {
  /** Absent when the page serves its own default. */
  readonly value?: JsonValue;
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: ErrorCode;
  readonly metadata?: FlagMetadata;
}

/** The client-side flags evaluated for one context, as plain JSON. A page starts from it without a request. */
export interface Bootstrap {
  /** The token of the revision the answers come from. Absent when it is unknown. */
  readonly revision?: string;
  readonly flags: { readonly [key: string]: BootstrapAnswer };
}
