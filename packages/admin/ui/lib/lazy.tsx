import { useEffect, useState } from 'preact/hooks';
import type { ComponentType, JSX } from 'preact';
import { Skeleton } from '../components/skeleton.tsx';

/** Loads a component when it is first rendered. A failed load is thrown, so that the error boundary can offer to reload. */
export function lazy<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): (props: P) => JSX.Element {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props) {
    const [error, setError] = useState<unknown>();
    const [, setReady] = useState(loaded !== undefined);
    useEffect(() => {
      void start();

      async function start(): Promise<void> {
        try {
          loaded = (await load()).default;
          setReady(true);
        } catch (cause) {
          setError(cause);
        }
      }
    }, []);
    if (error !== undefined) throw error;
    const Loaded = loaded;
    return Loaded === undefined ? <Skeleton /> : <Loaded {...props} />;
  };
}
