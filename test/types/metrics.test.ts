import { describe, expectTypeOf, test } from 'vitest';
import {
  calibrate,
  calibrateDefaults,
  type CalibrateOptions,
  type Calibration,
  type CalibrationMethod,
  type CalibrationScores,
  type Dataset,
  evaluate,
  evaluateDefaults,
  type EvaluateOptions,
  type FerModel,
} from '@ferkit/core';
import {
  accuracy,
  type ConfusionCounts,
  countConfusion,
  type EvaluationReport,
  fitMatrixScaling,
  fitTemperature,
  type MatrixScaling,
  parseReport,
  type Predictions,
  type ReliabilityBin,
  reliabilityBins,
  type ReportJson,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
  scorePredictions,
  type Scores,
} from '@ferkit/core/metrics';

import imported from '../../stories/fixtures/bundledReport.json';

// Types only, without values: tsc checks them.
declare const model: FerModel;
declare const dataset: Dataset;

/** Takes code that has to compile, and does not run it. */
const compiles = (code: (...given: never[]) => unknown): unknown => code;

describe('evaluate', () => {
  test('takes a model, a dataset and optional options, and promises a report', () => {
    expectTypeOf(evaluate).parameter(0).toEqualTypeOf<FerModel>();
    expectTypeOf(evaluate).parameter(1).toEqualTypeOf<Dataset>();
    expectTypeOf(evaluate).parameter(2).toEqualTypeOf<EvaluateOptions | undefined>();
    expectTypeOf(evaluate).returns.resolves.toEqualTypeOf<EvaluationReport>();
    expectTypeOf<object>().toExtend<EvaluateOptions>();
    expectTypeOf<EvaluateOptions['views']>().toEqualTypeOf<1 | 2 | 10 | undefined>();
    expectTypeOf(evaluateDefaults.batchSize).toEqualTypeOf<number>();
    // @ts-expect-error -- three views are not offered
    compiles(() => evaluate(model, dataset, { views: 3 }));
  });

  test('gives a report that extends the scores', () => {
    expectTypeOf<EvaluationReport>().toExtend<Scores>();
    expectTypeOf<EvaluationReport['withoutTrainingCopies']>().toEqualTypeOf<Scores | undefined>();
    expectTypeOf<Scores['confusion']>().toEqualTypeOf<ConfusionCounts>();
    expectTypeOf<Scores['reliability']>().toEqualTypeOf<readonly ReliabilityBin[]>();
  });
});

describe('calibrate', () => {
  test('takes a model, a dataset and optional options', () => {
    expectTypeOf(calibrate).parameter(0).toEqualTypeOf<FerModel>();
    expectTypeOf(calibrate).parameter(1).toEqualTypeOf<Dataset>();
    expectTypeOf(calibrate).parameter(2).toEqualTypeOf<CalibrateOptions | undefined>();
    expectTypeOf<object>().toExtend<CalibrateOptions>();
    expectTypeOf<CalibrationMethod>().toEqualTypeOf<'temperature' | 'top-label' | 'matrix'>();
    expectTypeOf(calibrateDefaults.method).toEqualTypeOf<CalibrationMethod>();
  });

  test('promises its method and parameters, and the scores before and after', () => {
    expectTypeOf(calibrate).returns.resolves.toEqualTypeOf<Calibration>();
    expectTypeOf<Calibration['temperature']>().toEqualTypeOf<number>();
    expectTypeOf<Calibration['scaling']>().toEqualTypeOf<MatrixScaling | undefined>();
    expectTypeOf<Calibration['before']>().toEqualTypeOf<CalibrationScores>();
    expectTypeOf<CalibrationScores>().toEqualTypeOf<{ readonly nll: number; readonly ece: number }>();
  });
});

describe('scores of plain numbers', () => {
  test('scorePredictions needs no model', () => {
    expectTypeOf(scorePredictions).toEqualTypeOf<(predictions: Predictions) => Scores>();
    expectTypeOf<{ labels: string[]; truth: Uint8Array; scores: Float32Array }>().toExtend<Predictions>();
    expectTypeOf<{ labels: string[]; truth: Uint8Array }>().not.toExtend<Predictions>();
  });

  test('truth may be any list of numbers', () => {
    expectTypeOf(countConfusion).parameter(1).toEqualTypeOf<ArrayLike<number>>();
    expectTypeOf(countConfusion).returns.toEqualTypeOf<ConfusionCounts>();
    expectTypeOf(accuracy).toEqualTypeOf<(confusion: ConfusionCounts) => number>();
    expectTypeOf(reliabilityBins).returns.toEqualTypeOf<readonly ReliabilityBin[]>();
  });

  test('the fits of a calibration give numbers', () => {
    expectTypeOf(fitTemperature).returns.toEqualTypeOf<number>();
    expectTypeOf(fitMatrixScaling).returns.toEqualTypeOf<MatrixScaling>();
    compiles(() => fitMatrixScaling(new Float32Array(2), [0], 2, { regularization: 0.1 }));
  });
});

test('reports go to text and back', () => {
  expectTypeOf(parseReport).toEqualTypeOf<(json: unknown) => EvaluationReport>();
  for (const format of [reportToJson, reportToCsv, reportToMarkdown]) {
    expectTypeOf(format).toEqualTypeOf<(report: ReportJson) => string>();
  }
});

test('an imported JSON file is taken as a report', () => {
  expectTypeOf(imported.schema).toEqualTypeOf<number>();
  for (const format of [reportToJson, reportToCsv, reportToMarkdown]) compiles(() => format(imported));
  expectTypeOf<EvaluationReport>().toExtend<ReportJson>();
  // @ts-expect-error -- a report has a number of samples
  compiles(() => reportToCsv({ ...imported, samples: 'many' }));
});
