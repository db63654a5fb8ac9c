/**
 * One state of a store.
 *
 * Numbers alone are not safe: after a failover that lost writes the same number names other content. Order comes from the
 * chain of commits (each names its predecessor's token), equality from the token.
 */
export interface Revision {
  /** Set once, when the store was initialised; another epoch is another store. */
  readonly epoch: string;
  /** Counts commits, from 1. */
  readonly number: number;
  /** A UUID that the writer of the commit chose. */
  readonly token: string;
}
