import type { ErrorCode, Reason } from './details.ts';
import type { FlagMetadata } from './flag.ts';
import type { JsonValue } from './json.ts';

/** A flag's answer as a page gets it. */
export interface BootstrapAnswer {
  /** Absent: the page's own default is to be served. */
  readonly value?: JsonValue;
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: ErrorCode;
  readonly metadata?: FlagMetadata;
}

/** What a page needs to answer from the start: the flags that may leave the server, for the subject that asked. Plain JSON. */
export interface Bootstrap {
  /** The token of the revision that the answers come from; absent: none is known. */
  readonly revision?: string;
  readonly flags: { readonly [key: string]: BootstrapAnswer };
}
