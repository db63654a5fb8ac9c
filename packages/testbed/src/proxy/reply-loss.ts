/** Selects the one reply to lose. */
export interface ReplyLoss {
  /** Text in the request that identifies the write. */
  readonly containing: string;
  /** Text in a later request of the same connection, whose reply is lost instead: `commit` of a transaction. Case-insensitive. */
  readonly afterwards?: string;
  /** Whether `afterwards` may come over any connection, as over HTTP. */
  readonly anyConnection?: boolean;
}

/** Inspects the requests of one connection. */
export interface ConnectionLosses {
  /** Returns true when the reply to this request must be lost. */
  request(chunk: Buffer): boolean;
}

export interface ReplyLosses {
  readonly count: number;
  add(loss: ReplyLoss): void;
  forConnection(): ConnectionLosses;
}

export function replyLoss(): ReplyLosses {
  const waiting = new Set<ReplyLoss>();
  let count = 0;
  /** The text that follows on any connection. */
  let shared: string | undefined;
  return {
    get count() {
      return count;
    },
    add: (loss) => void waiting.add(loss),
    forConnection() {
      let own: string | undefined;
      return {
        request(chunk) {
          for (const loss of waiting) {
            const { containing, afterwards, anyConnection } = loss;
            if (!chunk.includes(containing)) continue;
            waiting.delete(loss);
            if (afterwards === undefined) {
              count += 1;
              return true;
            }
            if (anyConnection === true) shared = afterwards.toLowerCase();
            else own = afterwards.toLowerCase();
            return false;
          }
          if (own === undefined && shared === undefined) return false;
          const text = chunk.toString('latin1').toLowerCase();
          if (own !== undefined && text.includes(own)) own = undefined;
          else if (shared !== undefined && text.includes(shared)) shared = undefined;
          else return false;
          count += 1;
          return true;
        },
      };
    },
  };
}
