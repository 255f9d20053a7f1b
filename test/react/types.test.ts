import { expectTypeOf, it } from 'vitest';
import type { Classification, ConfusionCounts, EvaluationReport } from '@ferkit/core';
import type { GrayImage } from '@ferkit/core/datasets';
import type { ConfusionMatrixProps, Prediction, ReliabilityDiagramProps, ScoresTableProps } from '@ferkit/react';

it('takes what the SDK gives, as it is', () => {
  expectTypeOf<EvaluationReport>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<ConfusionCounts>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ScoresTableProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ReliabilityDiagramProps['data']>();
  expectTypeOf<Classification & { readonly image: GrayImage }>().toExtend<Prediction>();
});
