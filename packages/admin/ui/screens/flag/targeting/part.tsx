import type { ComponentChildren, JSX } from 'preact';
import { Link } from 'wouter-preact';
import { nameOfPlace } from '../../../changes/field-names.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { pathToFlag } from '../../../lib/paths.ts';
import { BASE } from '../../../session/environment.ts';
import { usePlace } from '../model/place.ts';
import type { PlaceField } from '../model/place.ts';
import type { PatchField } from '../model/places.ts';

/** A field of the place. An inherited one is gray, says from where, and can be replaced here. */
export function Part<F extends PatchField>({
  title,
  hint,
  field,
  empty,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly field: PlaceField<F>;
  /** What the place begins with where nothing is inherited. */
  readonly empty: NonNullable<PlaceField<F>['value']>;
  /** Called without a function when nothing can be changed. */
  readonly children: (change: PlaceField<F>['set'] | undefined) => ComponentChildren;
}): JSX.Element {
  const { flag, name, chain, locked } = usePlace();
  const isInherited = chain.length > 0 && !field.own;
  const mayEdit = locked === undefined;
  return (
    <section class="part" data-inherited={isInherited} data-field={field.schema} aria-label={title}>
      <header class="part-header">
        <div>
          <h3>{title}</h3>
          <p class="muted">{isInherited ? `Inherited from ${nameOfPlace(field.from)}.` : hint}</p>
        </div>
        {mayEdit && isInherited && (
          <Button
            icon="pencil"
            label={`Override here: ${title}`}
            onClick={() => field.set((field.value ?? empty) as never)}
          >
            Override here
          </Button>
        )}
        {mayEdit && !isInherited && name !== BASE && (
          <Button look="ghost" icon="undo" label={`Inherit again: ${title}`} onClick={field.reset}>
            Inherit again
          </Button>
        )}
      </header>
      {mayEdit && field.replacedAt !== undefined && (
        <p class="part-dated">
          <Icon name="clock" size={13} />
          <span>
            A{' '}
            <Link class="link" href={pathToFlag(flag.key, 'schedule')}>
              dated change
            </Link>{' '}
            replaces this on {formatDateTime(field.replacedAt)}.
          </span>
        </p>
      )}
      <div class="part-body">{children(mayEdit && !isInherited ? field.set : undefined)}</div>
    </section>
  );
}
