import { signal } from '@preact/signals';
import type { Problem } from '../api/problem.ts';

/** Why the page cannot work as usual. */
export type Obstacle = 'signed-out' | 'forbidden' | 'offline';

const obstacle = signal<Obstacle | undefined>(navigator.onLine ? undefined : 'offline');

addEventListener('offline', () => (obstacle.value = 'offline'));
addEventListener('online', () => clear('offline'));

function clear(which: Obstacle): void {
  if (obstacle.value === which) obstacle.value = undefined;
}

/** The session with the server, as far as responses show it. What is being edited stays, whatever happens to it. */
export const session = {
  obstacle,
  /** Called with every failed response. */
  report(problem: Problem | undefined): void {
    if (problem?.status === 401) obstacle.value = 'signed-out';
    else if (problem?.code === 'FORBIDDEN') obstacle.value = 'forbidden';
    else if (problem?.code === 'OFFLINE') obstacle.value = 'offline';
  },
  /** Called when the server answered. */
  recovered(): void {
    clear('offline');
    clear('signed-out');
  },
};
