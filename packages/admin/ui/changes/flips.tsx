import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { AnswerOf } from '../../src/client.ts';
import { Details } from '../components/details.tsx';
import { pathToPlayground, subjectOf } from '../context/links.ts';
import { formatNumber, formatPercent } from '../lib/format.ts';

type Preview = AnswerOf<'POST /preview'>;

/** Examples that are shown. */
const MAX_EXAMPLES = 10;

/** How many of the application's sample of users get another variant of some flags, and some of them, with why. */
export function Flips({
  preview,
  environment,
  flags,
  draft = false,
}: {
  readonly preview: Preview;
  readonly environment: string;
  readonly flags: readonly string[];
  /** Whether the browser keeps what changes as a draft, which the playground can explain. */
  readonly draft?: boolean;
}): JSX.Element {
  const found = preview.flips?.find((each) => each.environment === environment);
  if (found === undefined) return <span class="muted">–</span>;
  // Of several flags: the one that moves most, because one user may move in each.
  const count = Math.max(0, ...flags.map((flag) => found.flags[flag] ?? 0));
  const examples = found.examples.flatMap(({ context, ...each }) =>
    context !== undefined && flags.includes(each.flag) ? [{ ...each, context }] : [],
  );
  return (
    <div>
      <strong>{formatNumber(count)}</strong> of {formatNumber(found.contexts)}{' '}
      <span class="muted">({formatPercent(found.contexts === 0 ? 0 : (count / found.contexts) * 100)})</span>
      {examples.length > 0 && (
        <Details summary="Who">
          {() => (
            <ul class="flips">
              {examples.slice(0, MAX_EXAMPLES).map(({ flag, index, context, from, to }) => (
                <li key={`${flag} ${index}`}>
                  <Link
                    class="link"
                    href={pathToPlayground(context, flag, { env: environment, draft: draft ? 'yes' : undefined })}
                  >
                    {subjectOf(context)?.value ?? JSON.stringify(context)}
                  </Link>{' '}
                  <span class="muted">
                    {flags.length > 1 && `${flag}: `}
                    {from ?? 'default'} → {to ?? 'default'}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Details>
      )}
    </div>
  );
}
