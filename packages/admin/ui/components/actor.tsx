import type { JSX } from 'preact';
import './actor.css';

/** Who did something: a letter in a circle, beside a name. */
export function ActorMark({ actor }: { readonly actor: string | undefined }): JSX.Element {
  return (
    <span class="actor-mark" aria-hidden="true">
      {actor === undefined ? '?' : actor.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** `ada@example.com` → `ada`. The title has all of it. */
export function ActorName({ actor }: { readonly actor: string | undefined }): JSX.Element {
  return (
    <strong class="actor-name" title={actor}>
      {actor === undefined ? 'Unknown' : actor.replace(/@.*/, '')}
    </strong>
  );
}
