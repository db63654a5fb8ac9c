import type { JSX } from 'preact';
import { EmptyState } from '../components/empty-state.tsx';
import { useMe } from '../session/me.ts';

/** Says that the store has only the latest versions. */
export function NoHistory(): JSX.Element {
  const { storage } = useMe();
  return (
    <EmptyState icon="history" title="This store keeps no history">
      The storage {storage} has only the latest version of each document.
    </EmptyState>
  );
}
