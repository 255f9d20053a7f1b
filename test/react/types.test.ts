import { expectTypeOf, it } from 'vitest';
import type { ConfusionCounts, EvaluationReport } from '../../packages/core/src/index';
import type { Classification } from '../../packages/core/src/inference/Classification';
import type { GrayImage } from '../../packages/core/src/images/GrayImage';
import type {
  ConfusionMatrixProps,
  Prediction,
  ReliabilityDiagramProps,
  ScoresTableProps,
} from '../../packages/react/src/index';

it('takes what the SDK gives, as it is', () => {
  expectTypeOf<EvaluationReport>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<ConfusionCounts>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ScoresTableProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ReliabilityDiagramProps['data']>();
  expectTypeOf<Classification & { readonly image: GrayImage }>().toExtend<Prediction>();
});
