import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { useApi } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ExplanationView } from '../../explain/explanation-view.tsx';
import { pathTo } from '../../lib/paths.ts';
import { variantsOf } from '../../lib/variants-of.ts';
import type { Question, Side } from './question.ts';

/** One flag, with every step that led to its answer. */
export function Explanations({
  question: { sides, at, revision, comparison, lacksDraft, change },
  flag,
}: {
  readonly question: Question;
  readonly flag: string;
}): JSX.Element {
  const { data } = useApi('GET /{kind}/{key}', {
    params: { kind: 'flags', key: flag },
    ...(revision === undefined ? {} : { query: { revision } }),
  });
  const shown = sides[1]?.draft ?? data?.data;
  const variants = shown?.kind === 'flag' ? Object.keys(variantsOf(shown)) : [];
  return (
    <>
      <div class="panel-bar">
        <Button look="ghost" icon="arrowLeft" onClick={() => change({ flag: undefined, draft: undefined })}>
          All flags
        </Button>
        <h2 class="mono truncate">{flag}</h2>
        <span class="grow" />
        <Link class="link" href={pathTo('flag', { key: flag })}>
          Open the flag
        </Link>
      </div>
      {lacksDraft && (
        <p class="panel-body muted">
          The draft of this flag is not in this browser: it was saved or discarded, or belongs to someone else.
        </p>
      )}
      <div class={`playground-sides ${comparison === 'nothing' ? '' : 'playground-compare'}`}>
        {sides.map(
          (side) =>
            side && (
              <OneSide
                key={side.name}
                side={side}
                flag={flag}
                at={at}
                revision={revision}
                variants={variants}
                isNamed={comparison !== 'nothing'}
              />
            ),
        )}
      </div>
    </>
  );
}

function OneSide({
  side,
  flag,
  at,
  revision,
  variants,
  isNamed,
}: {
  readonly side: Side;
  readonly flag: string;
  readonly at: Question['at'];
  readonly revision: Question['revision'];
  readonly variants: readonly string[];
  readonly isNamed: boolean;
}): JSX.Element {
  const { data, error } = useApi(
    'POST /explain',
    {
      body: {
        flag,
        context: { ...side.context } as never,
        ...(side.environment === undefined ? {} : { environment: side.environment }),
        ...(at === undefined ? {} : { at }),
        ...(revision === undefined ? {} : { revision }),
        ...(side.draft === undefined ? {} : { drafts: [side.draft] }),
      },
    },
    { keep: true },
  );
  return (
    <section class="panel-body" aria-label={side.name}>
      {isNamed && <h3 class="playground-side-name">{side.name}</h3>}
      {data === undefined && error === null && <Skeleton />}
      {data === undefined && error !== null && (
        <EmptyState icon="warning" title="It cannot be explained">
          {error.problem.detail}
        </EmptyState>
      )}
      {data && <ExplanationView explanation={data.data} variants={variants} />}
    </section>
  );
}
