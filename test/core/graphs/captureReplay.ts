import * as tf from '@tensorflow/tfjs';
import { KernelReplay } from '#core/graphs/KernelReplay';

/** The values that some tensor work computes. */
export async function numbersFrom(compute: () => readonly tf.Tensor[]): Promise<number[][]> {
  const tensors = tf.tidy(() => [...compute()]);
  const numbers = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose(tensors);
  return numbers;
}

/** Captures some tensor work. */
export async function captureReplay(
  createInput: () => tf.Tensor,
  work: (input: tf.Tensor) => tf.Tensor[],
): Promise<{ readonly replay: KernelReplay; readonly first: number[][] }> {
  let replay: KernelReplay | undefined;
  const first = await numbersFrom(() => {
    const input = createInput();
    const captured = KernelReplay.capture(
      [input],
      () => work(input),
      (tensors) => tensors,
    );
    replay = captured.replay;
    return captured.result;
  });
  return { replay: replay!, first };
}
