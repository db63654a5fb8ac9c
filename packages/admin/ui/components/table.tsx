import type { ComponentChildren, JSX } from 'preact';
import './table.css';

/** A column of a table. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers align at the end. Defaults to `start`. */
  readonly align?: 'start' | 'end';
  /** Left out first where there is little room. */
  readonly minor?: boolean;
}

/** A quiet table. In a narrow place each row becomes a block whose cells name their columns. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
}: {
  /** Names the table for assistive technology. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
}): JSX.Element {
  return (
    <div class="table-place">
      <table class="table" role="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, align, minor }) => (
              <th key={name} role="columnheader" scope="col" class={classOf(align, minor)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map(({ name, cell, align, minor }) => (
                <td key={name} role="cell" class={classOf(align, minor)} data-name={name}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const classOf = (align: 'start' | 'end' = 'start', minor = false): string =>
  `${align === 'end' ? 'cell-end' : ''} ${minor ? 'cell-minor' : ''}`;
