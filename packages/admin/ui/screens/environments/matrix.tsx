import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { AnswerOf } from '../../../src/client.ts';
import { useApiPages } from '../../api/query.ts';
import { fieldText } from '../../changes/field-names.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Cell } from '../../components/flag-cell.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Switch } from '../../components/switch.tsx';
import { pathTo, withQuery } from '../../lib/paths.ts';
import { useSearchParam } from '../../lib/search-param.ts';
import { BASE } from '../../session/environment.ts';
import { useMe } from '../../session/me.ts';
import { treeOf } from './tree.ts';

type Row = AnswerOf<'GET /matrix'>['items'][number];

/** Flags by environments. What differs from the flag itself stands out. */
export function Matrix(): JSX.Element {
  const [all, setAll] = useSearchParam('show');
  const onlyDifferent = all !== 'all';
  const { environments } = useMe();
  const columns = treeOf(environments).map(({ environment }) => environment.key);
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /matrix', { query: { limit: 500 } });
  const rows = data?.pages.flatMap((page) => page.data.items);
  const shown = rows?.filter(({ differs }) => !onlyDifferent || columns.some((key) => (differs[key] ?? []).length > 0));
  return (
    <section class="panel matrix" aria-label="Flags by environment">
      <div class="panel-bar">
        <h2>Flags by environment</h2>
        <span class="grow" />
        <Switch
          label="Only what differs"
          checked={onlyDifferent}
          onChange={(next) => setAll(next ? undefined : 'all')}
        />
      </div>
      {shown === undefined && error === null && <Skeleton lines={6} />}
      {error !== null && <p class="panel-body field-error">{error.problem.detail}</p>}
      {shown?.length === 0 && (
        <EmptyState icon="check" title={onlyDifferent ? 'No differences' : 'There are no flags yet'}>
          {onlyDifferent && 'Every flag does the same in all environments.'}
        </EmptyState>
      )}
      {shown !== undefined && shown.length > 0 && (
        // A scrolling region needs the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div class="matrix-scroll" tabIndex={0} role="region" aria-label="Matrix">
          <table class="matrix-table">
            <thead>
              <tr>
                <th scope="col">Flag</th>
                <th scope="col">Base</th>
                {columns.map((key) => (
                  <th key={key} scope="col">
                    <Link class="environment-link" href={pathTo('environment', { key })}>
                      {key}
                    </Link>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <MatrixRow key={row.flag} row={row} columns={columns} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <div class="panel-body">
          <Button onClick={() => void fetchNextPage()}>Show more flags</Button>
        </div>
      )}
    </section>
  );
}

function MatrixRow({ row, columns }: { readonly row: Row; readonly columns: readonly string[] }): JSX.Element {
  const { flag, variants, cells, differs } = row;
  return (
    <tr>
      <th scope="row">
        <Link class="matrix-flag mono" href={pathTo('flag', { key: flag })}>
          {flag}
        </Link>
      </th>
      <td>
        <Cell cell={cells[BASE]} variants={variants} />
      </td>
      {columns.map((key) => {
        const fields = differs[key] ?? [];
        return (
          <td key={key} class={fields.length > 0 ? 'matrix-differs' : 'matrix-same'}>
            <Link
              href={withQuery(pathTo('flag', { key: flag }), { env: key })}
              title={fields.length > 0 ? `Differs: ${fields.map(fieldText).join(', ')}` : 'Like the flag itself'}
            >
              <Cell cell={cells[key]} variants={variants} />
              {fields.length > 0 && <span class="visually-hidden"> (differs)</span>}
            </Link>
          </td>
        );
      })}
    </tr>
  );
}
