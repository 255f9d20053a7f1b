import type * as tf from '@tensorflow/tfjs';
import type { WasmOptions } from '../../backends/configureWasm';
import type { BatchOptions } from '../../batches/createBatch';
import type { DatasetColumns } from '../../datasets/DatasetColumns';
import type { SentError } from '../../SentError';
import type { TeamMemory } from './TeamMemory';

/** What a worker of a team is told when it starts. */
export interface TeamAssignment {
  /** Its number, from 0. */
  readonly worker: number;
  readonly workers: number;
  readonly memory: TeamMemory;
  readonly wasmPaths: WasmOptions['paths'] | undefined;
  readonly topology: tf.io.ModelJSON['modelTopology'];
  /** Whether each layer of the network learns. */
  readonly trainable: readonly boolean[];
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** In shared memory. */
  readonly data: DatasetColumns;
  readonly batchSize: number;
  readonly batchOptions: BatchOptions;
}

/** Which batch comes next, and after how many updates of the weights. */
export interface TeamStep {
  readonly epoch: number;
  readonly batch: number;
  /** From 1. */
  readonly step: number;
}

/** What a worker adds to the outcome of a step; its gradients are in the memory of the team. */
export interface ShareOutcome {
  readonly loss: number;
  readonly correct: number;
}

/** What a worker is sent. */
export type TeamRequest =
  { readonly type: 'join'; readonly assignment: TeamAssignment } | { readonly type: 'step'; readonly step: TeamStep };

/** What a worker answers. */
export type TeamReply =
  | { readonly type: 'joined' }
  | { readonly type: 'done'; readonly outcome: ShareOutcome }
  | { readonly type: 'failed'; readonly error: SentError };
