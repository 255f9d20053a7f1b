import { Barrier } from './Barrier';

/** Memory that the threads of a team and the thread that leads them share. */
export interface TeamMemory {
  readonly barrier: SharedArrayBuffer;
  /** Doubles: two halves, used in turn, each with room for the numbers of every worker. */
  readonly exchange: SharedArrayBuffer;
  /** All weights, in the order of the graph: the leader's before a step, the running statistics of the first worker after it. */
  readonly weights: SharedArrayBuffer;
  /** For each worker the gradients of its share, all groups one after the other. */
  readonly gradients: SharedArrayBuffer;
  /** Their sum. */
  readonly gradient: SharedArrayBuffer;
}

/** How much a team shares. */
export interface TeamSizes {
  readonly workers: number;
  /** Numbers in all weights. */
  readonly weights: number;
  /** Numbers in the trainable weights. */
  readonly trainable: number;
  /** Numbers that {@link BatchSums} adds up at once, at most. */
  readonly exchange: number;
}

/** Reserves the memory of a team. */
export function createTeamMemory({ workers, weights, trainable, exchange }: TeamSizes): TeamMemory {
  const floats = Float32Array.BYTES_PER_ELEMENT;
  return {
    barrier: new SharedArrayBuffer(Barrier.BYTES),
    exchange: new SharedArrayBuffer(2 * workers * exchange * Float64Array.BYTES_PER_ELEMENT),
    weights: new SharedArrayBuffer(weights * floats),
    gradients: new SharedArrayBuffer(workers * trainable * floats),
    gradient: new SharedArrayBuffer(trainable * floats),
  };
}
