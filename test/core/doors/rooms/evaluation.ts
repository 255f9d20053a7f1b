import * as core from '@ferkit/core';
import { calibrateTable } from '#core/evaluation/calibrate';
import { evaluateTable } from '#core/evaluation/evaluate';
import { exampleReport } from '../../evaluation/exampleReport';
import { type Argument, type Door } from '../Door';
import { type Examples, scores, truth } from '../examples';

/** Functions and methods of scoring, calibration and reports. */
export function listEvaluationDoors({ datasetArgument, modelArgument }: Examples): readonly Door[] {
  const report = exampleReport();
  const reportArgument: Argument = {
    name: 'report',
    valid: report,
    wrong: [{ ...report, accuracy: NaN }, { ...report, confusion: undefined }, '{}'],
    codes: ['REPORT_MALFORMED'],
  };
  return [
    {
      name: 'scorePredictions',
      call: core.scorePredictions,
      args: [
        {
          name: 'predictions',
          valid: { labels: ['a', 'b'], truth: Uint8Array.from(truth), scores },
          wrong: [
            { labels: ['a', 'b'], truth: Uint8Array.of(0), scores },
            { labels: ['a', 'b'], truth: 5, scores },
            { labels: ['a', 'b'], truth, scores: [0.5] },
          ],
          others: ['truth', 'scores'],
          codes: ['DATASET_EMPTY'],
        },
      ],
    },
    {
      name: 'parseReport',
      call: core.parseReport,
      args: [{ ...reportArgument, name: 'json', valid: core.reportToJson(report) }],
    },
    ...(['reportToJson', 'reportToCsv', 'reportToMarkdown'] as const).map((name): Door => ({
      name,
      call: core[name],
      args: [reportArgument],
    })),
    { name: 'evaluate', call: core.evaluate, table: evaluateTable, args: [modelArgument, datasetArgument] },
    {
      name: 'calibrate',
      call: core.calibrate,
      table: calibrateTable,
      runs: false,
      args: [modelArgument, datasetArgument],
    },
  ] as readonly Door[];
}
