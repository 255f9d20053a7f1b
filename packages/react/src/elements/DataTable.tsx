import type { ReactElement } from 'react';
import type { CommonMessages } from '../messages/commonMessages';

interface DataTableProps {
  readonly columns: readonly string[];
  /** Cells of each row; the first is its header. */
  readonly rows: readonly (readonly string[])[];
  readonly messages: CommonMessages;
}

/** The numbers of a chart as a table in a closed `<details>`. */
export function DataTable({ columns, rows, messages }: DataTableProps): ReactElement {
  return (
    <details className="ferkit-data">
      <summary>{messages.dataTable}</summary>
      <div className="ferkit-scroll" tabIndex={0} role="group" aria-label={messages.dataTable}>
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
      </div>
    </details>
  );
}
