import type { JSX } from 'preact';
import type { AnswerOf } from '../../../../src/client.ts';
import { ALLOWED_COLUMN, NoEffect } from '../../../changes/effect-table.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { Table } from '../../../components/table.tsx';
import { formatNumber, formatPercent, plural } from '../../../lib/format.ts';
import { whenTokens } from '../../../lib/sentence.ts';
import { movedSentence } from '../rules/moved-text.tsx';
import { fieldPlace, nameOfPlace } from '../../../changes/field-names.ts';

type Preview = AnswerOf<'POST /preview'>;

/** Where a change takes effect, which share of subjects moves there, and who of the application's own users. */
export function Impact({ preview, flag }: { readonly preview: Preview; readonly flag: string }): JSX.Element {
  const rows = preview.affected.flatMap(({ environments }) => environments);
  const others = [...new Set(rows.flatMap(({ flags }) => flags).filter((key) => key !== flag))];
  if (rows.length === 0) return <NoEffect />;
  return (
    <>
      <Table
        caption="Effect by environment"
        rowKey={({ environment }) => environment}
        rows={rows}
        columns={[
          { name: 'Environment', cell: ({ environment }) => <strong>{nameOfPlace(environment)}</strong> },
          {
            name: 'What differs',
            cell: ({ fields }) => fields.map(({ field }) => fieldPlace(field).label).join(', ') || 'a segment',
          },
          {
            name: 'Moves',
            cell: ({ environment }) => {
              const groups = preview.shares.filter((each) => each.environment === environment && each.flag === flag);
              return groups.length === 0 ? (
                <span class="muted">no share</span>
              ) : (
                <ul>
                  {groups.map((share, index) => (
                    <li key={index}>
                      <Sentence
                        tokens={
                          share.when === null
                            ? [{ type: 'word', text: 'Everyone else:' }]
                            : [{ type: 'word', text: 'If' }, ...whenTokens(share.when)]
                        }
                      />
                      <span class="moved">{movedSentence(share)}</span>
                    </li>
                  ))}
                </ul>
              );
            },
          },
          {
            name: 'Your users',
            cell: ({ environment }) => <Flips preview={preview} environment={environment} flag={flag} />,
          },
          ALLOWED_COLUMN,
        ]}
      />
      {others.length > 0 && (
        <p class="secondary">
          {plural(others.length, 'other flag')} may answer differently: {others.slice(0, 8).join(', ')}
          {others.length > 8 && '…'}
        </p>
      )}
    </>
  );
}

/** How many of the application's sample of users get another variant. */
function Flips({
  preview,
  environment,
  flag,
}: {
  readonly preview: Preview;
  readonly environment: string;
  readonly flag: string;
}): JSX.Element {
  const found = preview.flips?.find((each) => each.environment === environment);
  if (found === undefined) return <span class="muted">–</span>;
  const count = found.flags[flag] ?? 0;
  const pairs = new Map<string, number>();
  for (const { from, to, flag: key } of found.examples) {
    if (key !== flag) continue;
    const pair = `${from ?? 'default'} → ${to ?? 'default'}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return (
    <span title={[...pairs].map(([pair, examples]) => `${pair}: ${formatNumber(examples)}`).join('\n')}>
      <strong>{formatNumber(count)}</strong> of {formatNumber(found.contexts)}{' '}
      <span class="muted">({formatPercent(found.contexts === 0 ? 0 : (count / found.contexts) * 100)})</span>
    </span>
  );
}
