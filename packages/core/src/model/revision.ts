/**
 * One state of a store.
 *
 * A number alone is not unique: after a failover that lost writes, it may identify other content. Order comes from the chain of
 * commits, each naming its predecessor's token. Equality comes from the token.
 */
export interface Revision {
  /** Set once, when the store was initialized. Another epoch means another store. */
  readonly epoch: string;
  /** Counts commits, from 1. */
  readonly number: number;
  /** A UUID chosen by the writer of the commit. */
  readonly token: string;
}
