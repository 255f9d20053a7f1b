import type { ReactElement } from 'react';
import type { ChartMessages } from '../messages/chartMessages';
import { ScrollArea } from './ScrollArea';

interface DataTableProps {
  readonly columns: readonly string[];
  /** Cells of each row; the first is its header. */
  readonly rows: readonly (readonly string[])[];
  /** Under the table. @default nothing */
  readonly note?: string | false;
  readonly messages: ChartMessages;
}

/** The numbers of a chart as a table in a closed `<details>`. */
export function DataTable({ columns, rows, note, messages }: DataTableProps): ReactElement {
  return (
    <details className="ferkit-data">
      <summary>{messages.dataTable}</summary>
      <ScrollArea label={messages.dataTable} hint={messages.scrollHint}>
        <table className="ferkit-table">
          <thead>
            <tr>
              {columns.map((name, column) => (
                // Not by their names: two models may have the same.
                <th key={column} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...values], row) => (
              <tr key={row}>
                <th scope="row">{name}</th>
                {values.map((value, column) => (
                  <td key={column}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {note && <p>{note}</p>}
    </details>
  );
}
