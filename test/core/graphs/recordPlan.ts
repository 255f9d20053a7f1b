import * as tf from '@tensorflow/tfjs';
import { KernelReplay } from '#core/graphs/KernelReplay';

/** What some work computes; it is tidied. */
export async function numbersFrom(compute: () => readonly tf.Tensor[]): Promise<number[][]> {
  const tensors = tf.tidy(() => [...compute()]);
  const numbers = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose(tensors);
  return numbers;
}

/** Does some work and plans it. */
export async function recordPlan(
  createInput: () => tf.Tensor,
  work: (input: tf.Tensor) => tf.Tensor[],
): Promise<{ readonly plan: KernelReplay; readonly first: number[][] }> {
  let plan: KernelReplay | undefined;
  const first = await numbersFrom(() => {
    const input = createInput();
    const recorded = KernelReplay.record(
      [input],
      () => work(input),
      (tensors) => tensors,
    );
    plan = recorded.plan;
    return recorded.result;
  });
  return { plan: plan!, first };
}
