import { join } from 'node:path';
import * as exchange from '@ferkit/core/exchange';
import { EXPRESSIONS } from '@ferkit/core/datasets';
import { exportModelTable } from '#core/exchange/exportModel';
import { importModelTable } from '#core/exchange/importModel';
import { type Door, isPath, modelUnreadable, unreadable } from '../Door';
import { type Examples, sourceArgument } from '../examples';

/** Functions and methods of exchange with Keras and ONNX. */
export function listExchangeDoors({ folder, missing, modelArgument }: Examples): readonly Door[] {
  const file = join(folder, 'model.keras');
  return [
    {
      name: 'exportModel',
      call: exchange.exportModel,
      table: exportModelTable,
      options: { format: 'onnx' },
      args: [modelArgument, { name: 'target', valid: file, accepts: isPath }],
    },
    {
      name: 'importModel',
      call: exchange.importModel,
      table: importModelTable,
      runs: false,
      accepts: { backend: () => false },
      options: { labels: EXPRESSIONS, scaling: '0..1' },
      args: [{ name: 'source', valid: missing, ...sourceArgument, codes: [...modelUnreadable, ...unreadable] }],
    },
  ] as readonly Door[];
}
