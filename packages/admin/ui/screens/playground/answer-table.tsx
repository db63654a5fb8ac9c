import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApiPages } from '../../api/query.ts';
import type { DocumentItem } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Switch } from '../../components/switch.tsx';
import { Table } from '../../components/table.tsx';
import { Served } from '../../explain/served.tsx';
import { plural } from '../../lib/format.ts';
import { isSameAnswer, useAnswers } from './answers.ts';
import type { Question } from './question.ts';

/** All flags for one context, or for two side by side. */
export function AnswerTable({ question }: { readonly question: Question }): JSX.Element {
  const { sides, comparison, q, revision, change } = question;
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /{kind}', {
    params: { kind: 'flags' },
    query: { limit: 200, ...(q === '' ? {} : { q }), ...(revision === undefined ? {} : { revision }) },
  });
  const flags = data?.pages.flatMap((page) => page.data.items);
  const keys = flags?.map(({ key }) => key);
  const first = useAnswers(sides[0], keys, question);
  const second = useAnswers(sides[1], keys, question);
  const isComparing = comparison !== 'nothing';
  const differs = ({ key }: DocumentItem): boolean => !isSameAnswer(first.answers?.[key], second.answers?.[key]);
  const isReady = first.answers !== undefined && (!isComparing || second.answers !== undefined);
  const different = isComparing && isReady ? (flags ?? []).filter(differs) : [];
  const isFiltered = onlyDifferent && isComparing && isReady;
  const problem = error?.problem.detail ?? first.error ?? second.error;
  if (problem !== undefined) {
    return (
      <EmptyState icon="warning" title="The flags cannot be evaluated">
        {problem}
      </EmptyState>
    );
  }
  return (
    <>
      <div class="panel-bar">
        <SearchInput
          label="Search flags"
          placeholder="Search flags"
          value={q}
          onChange={(next) => change({ q: next })}
        />
        {isComparing && isReady && (
          <>
            <Switch label="Only differences" checked={onlyDifferent} onChange={setOnlyDifferent} />
            <span class="muted">{plural(different.length, 'flag differs', 'flags differ')}</span>
          </>
        )}
      </div>
      {flags === undefined && <Skeleton lines={8} />}
      {flags?.length === 0 && (
        <EmptyState icon="flag" title={q === '' ? 'There are no flags yet' : 'No flag matches'}>
          Every flag appears here with what this context gets.
        </EmptyState>
      )}
      {flags !== undefined && flags.length > 0 && isFiltered && different.length === 0 && (
        <EmptyState icon="check" title="No difference">
          Both get the same from every flag.
        </EmptyState>
      )}
      {flags !== undefined && flags.length > 0 && !(isFiltered && different.length === 0) && (
        <Table
          caption="Answers"
          rows={isFiltered ? different : flags}
          rowKey={({ key }) => key}
          columns={[
            {
              name: 'Flag',
              cell: ({ key }) => (
                <button type="button" class="flag-button mono" onClick={() => change({ flag: key })}>
                  {key}
                </button>
              ),
            },
            {
              name: sides[0].name,
              cell: ({ key, variants = [] }) => <Served answer={first.answers?.[key]} variants={variants} />,
            },
            ...(isComparing
              ? [
                  {
                    name: sides[1]!.name,
                    cell: (item: DocumentItem) => (
                      <span class={isReady && differs(item) ? 'served-different' : ''}>
                        <Served answer={second.answers?.[item.key]} variants={item.variants ?? []} />
                        {isReady && differs(item) && <span class="visually-hidden"> (differs)</span>}
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {hasNextPage && (
        <div class="panel-body">
          <Button onClick={() => void fetchNextPage()}>Show more flags</Button>
        </div>
      )}
    </>
  );
}
