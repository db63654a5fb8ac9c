import type { ComponentChildren, JSX } from 'preact';
import './key-value.css';

/** Facts about a thing: a name and a value each. An undefined value leaves its row out. */
export function KeyValueList({
  items,
}: {
  readonly items: readonly (readonly [name: string, value: ComponentChildren])[];
}): JSX.Element {
  return (
    <dl class="key-values">
      {items
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
