import * as core from '@ferkit/core';
import { matrixScalingTable } from '#core/metrics/fitMatrixScaling';
import { type Argument, type Door, isOptional, isWhole } from '../Door';
import { scores, truth } from '../examples';

/** Functions of metrics. */
export function listMetricDoors(): readonly Door[] {
  const confusion = core.countConfusion(['a', 'b'], [0, 1, 1], [0, 1, 0]);
  const scoresArgument: Argument = {
    name: 'scores',
    valid: scores,
    wrong: [new Float32Array(5), Float32Array.of(NaN, 0, 0, 1), [0.75, 0.25, 0.5, 0.5]],
  };
  const truthArgument: Argument = {
    name: 'truth',
    valid: truth,
    wrong: [[0], [0, 2], [0, -1], [0, NaN], [0, 0.5], ['0', '1']],
    others: ['scores', 'logits', 'predicted'],
  };
  const logitsArgument: Argument = { ...scoresArgument, name: 'logits' };
  const labelCount: Argument = {
    name: 'labelCount',
    valid: 2,
    wrong: [3, 1, 2.5, '2'],
    others: ['scores', 'logits', 'truth'],
  };
  const confusionArgument: Argument = {
    name: 'confusion',
    valid: confusion,
    wrong: [
      { labels: ['a'] },
      { labels: ['a', 'b'], counts: [[1, 2]] },
      {
        labels: ['a', 'b'],
        counts: [
          [1, NaN],
          [0, 1],
        ],
      },
      {
        labels: ['a', 'b'],
        counts: [
          [1, -1],
          [0, 1],
        ],
      },
    ],
  };
  return [
    {
      name: 'countConfusion',
      call: core.countConfusion,
      args: [
        { name: 'labels', valid: ['a', 'b'], wrong: ['ab', [1, 2], ['a', 'a']] },
        truthArgument,
        { ...truthArgument, name: 'predicted' },
      ],
    },
    ...(['accuracy', 'balancedAccuracy', 'macroF1', 'scoreLabels', 'accuracyInterval', 'macroF1Interval'] as const).map(
      (name): Door => ({
        name,
        call: core[name],
        args: [confusionArgument],
      }),
    ),
    {
      name: 'findLabelErrors',
      call: core.findLabelErrors,
      args: [scoresArgument, truthArgument, labelCount],
    },
    {
      name: 'topKAccuracy',
      call: core.topKAccuracy,
      args: [scoresArgument, truthArgument, labelCount, { name: 'k', valid: 1, wrong: [3], accepts: isWhole(1, 2) }],
    },
    {
      name: 'reliabilityBins',
      call: core.reliabilityBins,
      args: [
        scoresArgument,
        truthArgument,
        labelCount,
        { name: 'bins', valid: 15, accepts: (value) => isOptional(value) || isWhole(1, 1e6)(value) },
      ],
    },
    ...(['expectedCalibrationError', 'calibrationErrorInterval'] as const).map((name): Door => ({
      name,
      call: core[name],
      args: [
        {
          name: 'bins',
          valid: core.reliabilityBins(scores, truth, 2),
          wrong: [[{ count: 1 }], [{ count: NaN, confidence: 1, accuracy: 1 }]],
          accepts: (value) => Array.isArray(value) && value.length === 0,
        },
      ],
    })),
    {
      name: 'logScores',
      call: core.logScores,
      args: [
        {
          name: 'scores',
          valid: scores,
          wrong: [Float32Array.of(-1), Float32Array.of(NaN), Float32Array.of(2), [0.5]],
          accepts: (value) => value instanceof Float32Array,
        },
      ],
    },
    { name: 'fitTemperature', call: core.fitTemperature, args: [logitsArgument, truthArgument, labelCount] },
    {
      name: 'fitTopLabelTemperature',
      call: core.fitTopLabelTemperature,
      args: [logitsArgument, truthArgument, labelCount],
    },
    {
      name: 'fitMatrixScaling',
      call: core.fitMatrixScaling,
      table: matrixScalingTable,
      args: [logitsArgument, truthArgument, labelCount],
    },
  ] as readonly Door[];
}
