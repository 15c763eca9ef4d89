import type { ReactNode } from 'react';

/** One column: its heading, and what it shows of a row. */
export interface Column<T> {
  readonly key: string;
  readonly heading: string;
  readonly cell: (row: T) => ReactNode;
  /** `number` is set to the right; `heading` names the row. */
  readonly is?: 'number' | 'heading' | 'tick';
}

interface DataTableProps<T> {
  /** What the table is of; read first. */
  readonly caption: string;
  readonly isCaptionShown?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** A class for rows that need a look; the reason also stands in a cell. */
  readonly toneOf?: (row: T) => 'warn' | 'bad' | undefined;
}

/**
 * Rows and columns. On a narrow screen each row becomes a card with the headings inside; the roles are written out because a table that is laid out
 * otherwise is a table no longer to some screen readers.
 */
export function DataTable<T>({ caption, isCaptionShown = false, columns, rows, keyOf, toneOf }: DataTableProps<T>) {
  return (
    <table role="table" className="table">
      <caption className={isCaptionShown ? undefined : 'visually-hidden'}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ key, heading, is }) => (
            <th key={key} role="columnheader" scope="col" className={classOf(is)}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" className={`row-${toneOf?.(row) ?? 'plain'}`}>
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<T>({ column: { heading, cell, is }, row }: { readonly column: Column<T>; readonly row: T }) {
  const shown = cell(row);
  const content = (
    <>
      <span className="cell-heading" aria-hidden="true">
        {heading}
      </span>
      <span className={isOfWords(shown) ? 'cell-content cell-words' : 'cell-content'}>{shown}</span>
    </>
  );
  if (is !== 'heading') {
    return (
      <td role="cell" className={classOf(is)}>
        {content}
      </td>
    );
  }
  return (
    <th role="rowheader" scope="row">
      {content}
    </th>
  );
}

/** Whether it is a text of words that fit into any column. */
const isOfWords = (shown: ReactNode) => typeof shown === 'string' && shown.split(/\s/).every((it) => it.length <= 16);

const classOf = (is: Column<unknown>['is']) => (is === undefined ? undefined : `column-${is}`);
