/** Selects the one reply to lose. */
export interface ReplyLoss {
  /** Text in the request that identifies the write. */
  readonly containing: string;
  /** Text in a later request of the same connection, whose reply is lost instead: `commit` of a transaction. Case-insensitive. */
  readonly afterwards?: string;
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
  return {
    get count() {
      return count;
    },
    add: (loss) => void waiting.add(loss),
    forConnection() {
      let follows: string | undefined;
      return {
        request(chunk) {
          for (const loss of waiting) {
            if (!chunk.includes(loss.containing)) continue;
            waiting.delete(loss);
            follows = loss.afterwards?.toLowerCase();
            if (follows === undefined) {
              count += 1;
              return true;
            }
            return false;
          }
          if (follows === undefined || !chunk.toString('latin1').toLowerCase().includes(follows)) return false;
          follows = undefined;
          count += 1;
          return true;
        },
      };
    },
  };
}
