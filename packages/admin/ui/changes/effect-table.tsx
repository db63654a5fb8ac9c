import type { JSX } from 'preact';
import type { AnswerOf } from '../../src/client.ts';
import { Chip } from '../components/chip.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { Table } from '../components/table.tsx';
import type { Column } from '../components/table.tsx';
import { plural } from '../lib/format.ts';
import { splitId } from '../lib/paths.ts';
import { fieldText, nameOfPlace } from './field-names.ts';
import { Flips } from './flips.tsx';

type Preview = AnswerOf<'POST /preview'>;

/** Says why changes cannot be written. */
export const NOT_ALLOWED = 'You may not write this in every environment that it affects.';

/** Rows that are shown. A rollback may change thousands of documents. */
const MAX_ROWS = 100;

/** Whether the caller may change what an environment serves. */
export const ALLOWED_COLUMN: Column<{ readonly allowed: boolean }> = {
  name: 'You may',
  cell: ({ allowed }) => (allowed ? <Chip tone="success">yes</Chip> : <Chip tone="danger">no</Chip>),
};

/** Says that changes have no effect. */
export function NoEffect(): JSX.Element {
  return <p class="secondary">Nothing is served differently: this is an edit for people.</p>;
}

/** What changes would do: which documents, in which environments, in which fields, and whether the caller may. */
export function EffectTable({
  preview,
  error,
}: {
  /** Undefined while it loads. */
  readonly preview: Preview | undefined;
  readonly error?: string | undefined;
}): JSX.Element {
  if (error !== undefined) return <p class="field-error">{error}</p>;
  if (preview === undefined) return <Skeleton label="Loading the preview" />;
  const rows = preview.affected.flatMap(({ id, environments }) =>
    environments.map((environment) => ({ id, ...environment })),
  );
  return (
    <>
      {preview.problems.map(({ path, message }) => (
        <p key={path} class="field-error">
          {path}: {message}
        </p>
      ))}
      {rows.length === 0 ? (
        <NoEffect />
      ) : (
        <Table
          caption="Effect by environment"
          rows={rows.slice(0, MAX_ROWS)}
          rowKey={({ id, environment }) => `${id} ${environment}`}
          columns={[
            { name: 'Document', cell: ({ id }) => <span class="mono">{splitId(id)[1]}</span> },
            { name: 'Environment', cell: ({ environment }) => nameOfPlace(environment) },
            {
              name: 'What differs',
              cell: ({ fields }) => fields.map(({ field }) => fieldText(field)).join(', ') || 'who is in it',
            },
            ...(preview.flips === undefined
              ? []
              : [
                  {
                    name: 'Your users',
                    cell: ({ environment, flags }: (typeof rows)[number]) => (
                      <Flips preview={preview} environment={environment} flags={flags} />
                    ),
                  },
                ]),
            ALLOWED_COLUMN,
          ]}
        />
      )}
      {rows.length > MAX_ROWS && <p class="secondary">And {plural(rows.length - MAX_ROWS, 'other effect')}.</p>}
    </>
  );
}
