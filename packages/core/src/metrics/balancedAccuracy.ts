import type { ConfusionCounts } from './ConfusionCounts';
import { mean } from './mean';
import { scoreLabels } from './scoreLabels';

/** The mean recall over the labels that occur, in [0, 1]: what guessing one label for all never raises. */
export function balancedAccuracy(confusion: ConfusionCounts): number {
  const occurring = scoreLabels(confusion).filter(({ support }) => support > 0);
  return mean(occurring.map(({ recall }) => recall));
}
