/** Counts open event streams per caller. */
export interface StreamShares<S> {
  readonly count: number;
  add(caller: string, stream: S): void;
  delete(stream: S): void;
  has(stream: S): boolean;
  /** Returns all streams, oldest first. */
  all(): S[];
  /**
   * Returns the stream to close when a caller opens one more at the limit: the oldest of the caller that holds the most. Undefined
   * when the new caller would end up with as many: two callers would then take turns closing each other's streams.
   */
  giveWayTo(caller: string): S | undefined;
}

export function createStreamShares<S>(): StreamShares<S> {
  const callers = new Map<S, string>();
  const shares = new Map<string, Set<S>>();

  return {
    get count() {
      return callers.size;
    },
    add(caller, stream) {
      callers.set(stream, caller);
      const share = shares.get(caller) ?? new Set<S>();
      shares.set(caller, share.add(stream));
    },
    delete(stream) {
      const caller = callers.get(stream);
      if (caller === undefined) return;
      callers.delete(stream);
      const share = shares.get(caller);
      share?.delete(stream);
      if (share?.size === 0) shares.delete(caller);
    },
    has: (stream) => callers.has(stream),
    all: () => [...callers.keys()],
    giveWayTo(caller) {
      let greediest: Set<S> | undefined;
      for (const share of shares.values()) {
        if (greediest === undefined || share.size > greediest.size) greediest = share;
      }
      const own = shares.get(caller)?.size ?? 0;
      if (greediest === undefined || greediest.size <= own + 1) return undefined;
      const [oldest] = greediest;
      return oldest;
    },
  };
}
