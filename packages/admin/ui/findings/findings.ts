import { computed, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ValidationIssue } from '@flagstaff/core';
import type { MovedShare } from '@flagstaff/core/management';

/** What the engine says about the draft. */
export interface Findings {
  /** What keeps it from being saved, in the words of core's parser. */
  readonly issues: readonly Pick<ValidationIssue, 'path' | 'message'>[];
  /** The exact shares of subjects that move, compared with what the server has. */
  readonly shares: readonly MovedShare[];
}

export const NO_FINDINGS: Findings = { issues: [], shares: [] };

/** The findings of the last look at the draft. */
export const findings = signal<Findings>(NO_FINDINGS);

/** Returns the first issue at a path of the draft, or below it when `below` is set. */
export function useIssue(path: string, below = false): string | undefined {
  // A screen asks for hundreds of paths: only those whose issue differs are rendered again.
  const message = useMemo(() => computed(() => issueAt(findings.value, path, below)), [path, below]);
  return message.value;
}

function issueAt({ issues }: Findings, path: string, below: boolean): string | undefined {
  const found = issues.find(
    (issue) => issue.path === path || (below && [`${path}.`, `${path}[`].some((start) => issue.path.startsWith(start))),
  );
  return found?.message;
}
