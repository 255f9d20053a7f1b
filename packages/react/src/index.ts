export type { ConfusionCounts } from '@ferkit/core';
