import type { ComponentChildren, JSX } from 'preact';
import { BASE } from '../../../session/environment.ts';
import { usePlace } from '../model/place.ts';

/** The panel of a place: its name, and why nothing can be changed there. */
export function PlacePanel({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { name, locked } = usePlace();
  return (
    <div class="panel place">
      <header class="place-header">
        <h2>{name === BASE ? 'All environments' : name}</h2>
        {locked !== undefined && <p class="muted">{locked}</p>}
      </header>
      {children}
    </div>
  );
}
