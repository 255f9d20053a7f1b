import * as core from '@ferkit/core';
import { diagnoseBackendsTable, selectBackendTable } from '#core/backends/selectBackend';
import { testBackend } from '../../support/testBackend';
import { type Door, isOptional } from '../Door';

/** Functions and methods of backends. */
export function listBackendDoors(): readonly Door[] {
  return [
    {
      name: 'selectBackend',
      call: core.selectBackend,
      table: selectBackendTable,
      args: [
        {
          name: 'backend',
          valid: testBackend,
          wrong: [
            'cuda9',
            { name: 'wasm', paths: 5 },
            { name: 'wasm', threads: 1.5 },
            ['wasm', 'bogus'],
            { name: 'cpu', paths: '/' },
          ],
          accepts: isOptional,
        },
      ],
    },
    { name: 'diagnoseBackends', call: core.diagnoseBackends, table: diagnoseBackendsTable, args: [], runs: false },
  ] as readonly Door[];
}
