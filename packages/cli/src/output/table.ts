import widthOf from 'string-width';
import { plain } from './plain.ts';
import type { Output } from './output.ts';

/** A column: its title, and the cell of a row. */
export type Column<T> = readonly [title: string, cell: (row: T) => string];

const GAP = '  ';
const MIN_WIDTH = 8;

/** Most text is ASCII, whose width needs no look at each character. */
function stringWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : widthOf(text);
}

/** Formats rows as a table. On a terminal, the widest column is cut so that rows fit. */
export function table<T>(
  { style, width }: Pick<Output, 'style' | 'width'>,
  columns: readonly Column<T>[],
  rows: readonly T[],
): string {
  const cells = rows.map((row) => columns.map(([, cell]) => plain(cell(row))));
  const used = columns.map((_, at) => rows.length === 0 || cells.some((row) => row[at] !== ''));
  const titles = columns.map(([title]) => title);
  const widths = titles.map((title, at) =>
    used[at] ? cells.reduce((most, row) => Math.max(most, stringWidth(row[at]!)), stringWidth(title)) : 0,
  );
  if (width !== undefined) shrink(widths, width);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => [text, at] as const)
      .filter(([, at]) => used[at])
      .map(([text, at]) => padded(text, widths[at]!))
      .join(GAP)
      .trimEnd();
  return [style.bold(line(titles)), ...cells.map(line)].join('\n');
}

function shrink(widths: number[], available: number): void {
  // Empty columns are left out.
  const total = (): number => widths.reduce((sum, each) => (each === 0 ? sum : sum + each + GAP.length), -GAP.length);
  while (total() > available) {
    const widest = widths.reduce((most, each, at) => (each > widths[most]! ? at : most), 0);
    const less = Math.max(MIN_WIDTH, widths[widest]! - (total() - available));
    if (less === widths[widest]) return;
    widths[widest] = less;
  }
}

function padded(text: string, width: number): string {
  const missing = width - stringWidth(text);
  return missing >= 0 ? text + ' '.repeat(missing) : cut(text, width);
}

function cut(text: string, width: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) >= width) break;
    kept += segment;
  }
  return padded(`${kept}…`, width);
}
