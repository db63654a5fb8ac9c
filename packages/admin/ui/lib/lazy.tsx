import { useEffect, useState } from 'preact/hooks';
import type { ComponentType, JSX } from 'preact';
import { Skeleton } from '../components/skeleton.tsx';

/** A component that is loaded when it is first rendered, or before that by `load`. */
export interface LazyComponent<P extends object> {
  (props: P): JSX.Element;
  load(): Promise<void>;
}

/** Loads a component when it is first rendered. A failed load is thrown, so that the error boundary can offer to reload. */
export function lazy<P extends object>(
  module: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyComponent<P> {
  let loaded: ComponentType<P> | undefined;
  async function load(): Promise<void> {
    loaded ??= (await module()).default;
  }
  function Lazy(props: P): JSX.Element {
    const [error, setError] = useState<unknown>();
    const [, setReady] = useState(loaded !== undefined);
    useEffect(() => {
      load().then(() => setReady(true), setError);
    }, []);
    if (error !== undefined) throw error;
    const Loaded = loaded;
    return Loaded === undefined ? <Skeleton /> : <Loaded {...props} />;
  }
  return Object.assign(Lazy, { load });
}
