/** A library that only some documents need. It is loaded when the first of them is met, so that nobody else pays for it. */
export interface Engine {
  readonly isLoaded: boolean;
  /** Loads it, at most once. */
  load(): Promise<void>;
}

export interface LazyEngine<Library> extends Engine {
  /** Undefined: not loaded yet. */
  readonly library: Library | undefined;
}

export function lazyEngine<Library>(importIt: () => Promise<Library>): LazyEngine<Library> {
  let library: Library | undefined;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      library = await importIt();
    } finally {
      // A failure may pass: the next document that needs the engine tries again.
      loading = undefined;
    }
  }

  return {
    get isLoaded() {
      return library !== undefined;
    },
    get library() {
      return library;
    },
    load: () => (loading ??= library === undefined ? load() : Promise.resolve()),
  };
}
