import type { JSX } from 'preact';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { session } from '../session/session.ts';
import type { Obstacle } from '../session/session.ts';
import './banner.css';

const TEXTS: { readonly [obstacle in Obstacle]: string } = {
  'signed-out': 'Your session has ended. Sign in again in another tab, or reload. Drafts are kept in this browser.',
  forbidden: 'Your account has no access any more.',
  offline: 'The server cannot be reached. The page shows what it read last.',
};

/** Says why the page cannot work as usual. */
export function ObstacleBanner(): JSX.Element | null {
  const obstacle = session.obstacle.value;
  if (obstacle === undefined) return null;
  return (
    <div class={`banner banner-${obstacle === 'offline' ? 'warning' : 'danger'}`} role="alert">
      <Icon name="warning" />
      <span class="grow">{TEXTS[obstacle]}</span>
      {obstacle !== 'offline' && <Button onClick={() => location.reload()}>Reload</Button>}
    </div>
  );
}
