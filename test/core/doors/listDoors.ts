import type { Door } from './Door';
import type { Examples } from './examples';
import { listBackendDoors } from './rooms/backends';
import { listDatasetDoors } from './rooms/datasets';
import { listEvaluationDoors } from './rooms/evaluation';
import { listExchangeDoors } from './rooms/exchange';
import { listFaceDoors } from './rooms/faces';
import { listClassifierDoors } from './rooms/inference';
import { listMetricDoors } from './rooms/metrics';
import { listModelDoors } from './rooms/models';
import { listTimelineDoors } from './rooms/timeline';
import { listTrainingDoors } from './rooms/training';
import { listWorkerDoors } from './rooms/worker';

/** Every public function, constructor and method, with the arguments of a valid call; a file each room. */
export const listDoors = (examples: Examples): readonly Door[] => [
  ...listBackendDoors(),
  ...listDatasetDoors(examples),
  ...listFaceDoors(examples),
  ...listClassifierDoors(examples),
  ...listMetricDoors(),
  ...listTimelineDoors(),
  ...listEvaluationDoors(examples),
  ...listModelDoors(examples),
  ...listTrainingDoors(examples),
  ...listExchangeDoors(examples),
  ...listWorkerDoors(examples),
];
