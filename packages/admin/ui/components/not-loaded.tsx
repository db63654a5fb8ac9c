import type { ComponentChildren, JSX } from 'preact';
import type { ApiError } from '../api/problem.ts';
import { EmptyState } from './empty-state.tsx';
import type { IconName } from './icon.tsx';
import { Skeleton } from './skeleton.tsx';

/** Stands for what an answer will show: lines while it loads, and the reason when it cannot be loaded. */
export function NotLoaded({
  error,
  what,
  icon = 'search',
  lines = 5,
  children,
}: {
  /** Null while the answer loads. */
  readonly error: ApiError | null;
  /** What is loaded, such as `This segment`. */
  readonly what: string;
  readonly icon?: IconName;
  readonly lines?: number;
  /** Said after the reason when it does not exist. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  if (error === null) {
    return (
      <div class="panel">
        <Skeleton lines={lines} />
      </div>
    );
  }
  const { status, detail } = error.problem;
  const isMissing = status === 404;
  return (
    <EmptyState
      icon={isMissing ? icon : 'warning'}
      title={`${what} ${isMissing ? 'does not exist' : 'cannot be loaded'}`}
    >
      {detail} {isMissing && children}
    </EmptyState>
  );
}
