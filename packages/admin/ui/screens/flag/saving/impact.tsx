import type { JSX } from 'preact';
import type { AnswerOf } from '../../../../src/client.ts';
import { Flips } from '../../../changes/flips.tsx';
import { ALLOWED_COLUMN, NoEffect } from '../../../changes/effect-table.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { Table } from '../../../components/table.tsx';
import { plural } from '../../../lib/format.ts';
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
            cell: ({ environment }) => <Flips preview={preview} environment={environment} flags={[flag]} draft />,
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
