import { createElement } from 'preact';
import { useRef } from 'preact/hooks';
import type { FunctionComponent, VNode } from 'preact';

/** Renders a component again only when a property changed. `preact/compat` has the same, with much that is not needed. */
export function memo<P extends object>(component: FunctionComponent<P>): FunctionComponent<P> {
  return function Memo(props) {
    const last = useRef<{ readonly props: P; readonly node: VNode } | null>(null);
    if (last.current === null || !isSame(last.current.props, props)) {
      last.current = { props, node: createElement(component as unknown as FunctionComponent, props) };
    }
    return last.current.node;
  };
}

function isSame(before: object, after: object): boolean {
  const names = Object.keys(after);
  return (
    names.length === Object.keys(before).length &&
    names.every((name) =>
      Object.is((before as Record<string, unknown>)[name], (after as Record<string, unknown>)[name]),
    )
  );
}
