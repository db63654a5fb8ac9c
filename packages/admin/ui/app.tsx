import { QueryClientProvider } from '@tanstack/preact-query';
import type { JSX } from 'preact';
import { Router } from 'wouter-preact';
import { queryClient } from './api/query.ts';
import { MOUNT } from './lib/paths.ts';
import { Shell } from './shell/shell.tsx';

export function App(): JSX.Element {
  return (
    <QueryClientProvider client={queryClient}>
      <Router base={MOUNT}>
        <Shell />
      </Router>
    </QueryClientProvider>
  );
}
