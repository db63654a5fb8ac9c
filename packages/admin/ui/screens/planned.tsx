import type { JSX } from 'preact';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../shell/page.tsx';

/** Stands for a screen that does not exist yet. */
export default function PlannedScreen(): JSX.Element {
  return (
    <Page title="Not here yet">
      <EmptyState icon="clock" title="This screen is not built yet">
        The API has what it will show.
      </EmptyState>
    </Page>
  );
}
