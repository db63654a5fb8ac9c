import type { JSX } from 'preact';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';

/** Shown instead of a screen that failed. The rest of the page keeps working. */
export function Crash({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  return (
    <EmptyState
      icon="warning"
      title="This screen failed"
      actions={
        <>
          <Button onClick={onRetry}>Try again</Button>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </>
      }
    >
      {error instanceof Error ? error.message : String(error)}
    </EmptyState>
  );
}
