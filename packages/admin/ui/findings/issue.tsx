import type { JSX } from 'preact';
import { useIssue } from './findings.ts';

/** The fault of a part of the draft, in the parser's words. */
export function Issue({
  path,
  below = false,
}: {
  readonly path: string;
  readonly below?: boolean;
}): JSX.Element | null {
  const message = useIssue(path, below);
  return message === undefined ? null : (
    <p class="field-error" role="status">
      {message}
    </p>
  );
}
