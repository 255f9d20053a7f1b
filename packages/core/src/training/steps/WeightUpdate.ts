import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../../graphs/CompiledGraph';
import type { Factor, Optimizer } from '../optimizers/Optimizer';
import type { TrainableNetwork } from './TrainableNetwork';
import type { Gradients, StepOutcome } from './computeGradients';
import { flattenTensors, unflattenTensors, type WeightGroup } from './weightGroups';

/** What the steps of a training have in common. */
export interface WeightUpdateOptions {
  readonly graph: TrainableNetwork;
  readonly groups: readonly WeightGroup[];
  /** The optimizer's state: for each group one variable per slot. */
  readonly slots: readonly (readonly tf.Variable[])[];
  readonly optimizer: Optimizer;
  readonly weightDecay: number;
  readonly clipNorm: number | false;
}

/** What an update is computed of, beside weights and slots. */
interface UpdateInputs {
  readonly loss: tf.Scalar;
  readonly gradients: readonly tf.Tensor1D[];
  /** For each group those of the optimizer. */
  readonly factors: readonly (readonly Factor[])[];
}

/** The update of weights and slots at the end of each step: by a program of the engine where it makes one. */
export class WeightUpdate {
  readonly #options: WeightUpdateOptions;
  readonly #program = new CompiledGraph(() => [this.#createExample()]);

  constructor(options: WeightUpdateOptions) {
    this.#options = options;
  }

  /**
   * Updates weights and slots. Runs in the caller's `tf.tidy`.
   * @param step - from 1
   * @returns the loss is not a number where the update left a weight that is none
   */
  apply({ loss, correct, gradients }: Gradients, learningRate: number, step: number): StepOutcome {
    const { groups, slots, optimizer } = this.#options;
    const factors = groups.map((group) => optimizer.factors({ learningRate, weightDecay: this.#decayOf(group), step }));
    const readInputs = (): tf.Tensor[] =>
      this.#withState({
        loss,
        gradients,
        factors: factors.map((numbers) => numbers.map((number) => tf.scalar(number))),
      });
    const outputs = this.#program.run(readInputs) ?? this.#compute({ loss, gradients, factors });
    const [checked, ...values] = outputs as [tf.Scalar, ...tf.Tensor[]];
    const weights = groups.flatMap((group) => group.weights);
    weights.forEach((weight, index) => weight.write(values[index]!));
    slots.flat().forEach((slot, index) => slot.assign(values[weights.length + index]!));
    return { loss: checked, correct };
  }

  dispose(): void {
    this.#program.dispose();
  }

  /** @returns the loss, the weights of all groups in order, the slots of all groups in order */
  #compute({ loss, gradients, factors }: UpdateInputs): tf.Tensor[] {
    const { graph, groups, slots, optimizer, clipNorm } = this.#options;
    const clip = clipNorm === false ? undefined : clipFactor(gradients, clipNorm);
    const updated = groups.map((group, index) =>
      optimizer.update({
        weight: flattenTensors(group.weights.map((weight) => weight.read())),
        gradient: clip === undefined ? gradients[index]! : tf.mul(gradients[index]!, clip),
        slots: slots[index]!,
        weightDecay: this.#decayOf(group),
        factors: factors[index]!,
      }),
    );
    const moved = updated.map(({ weight }) => weight as tf.Tensor1D);
    const others = graph.weights.filter((weight) => !graph.trainable.includes(weight)).map((weight) => weight.read());
    return [
      tf.add(loss, notANumberUnlessFinite(moved, others)),
      ...groups.flatMap(({ weights }, index) =>
        unflattenTensors(
          moved[index]!,
          weights.map(({ shape }) => shape as number[]),
        ),
      ),
      ...updated.flatMap((result) => result.slots),
    ];
  }

  #decayOf({ decays }: WeightGroup): number {
    return decays ? this.#options.weightDecay : 0;
  }

  #withState({ loss, gradients, factors }: UpdateInputs & { readonly factors: readonly tf.Scalar[][] }): tf.Tensor[] {
    const { graph, slots } = this.#options;
    return [loss, ...gradients, ...factors.flat(), ...graph.weights.map((weight) => weight.read()), ...slots.flat()];
  }

  #createExample(): CapturedWork {
    const { groups, optimizer } = this.#options;
    const inputs = {
      loss: tf.scalar(0),
      gradients: groups.map(({ size }) => tf.zeros<tf.Rank.R1>([size])),
      factors: groups.map(() =>
        optimizer.factors({ learningRate: 1, weightDecay: 1, step: 1 }).map((number) => tf.scalar(number)),
      ),
    };
    return { inputs: this.#withState(inputs), work: () => this.#compute(inputs) };
  }
}

/** What the gradients must be multiplied by so that all together they are no longer than the limit. */
function clipFactor(gradients: readonly tf.Tensor[], limit: number): tf.Tensor {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  return tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-12)));
}

/**
 * 0, or NaN where a weight is infinite or not a number. The loss alone would tell of it late or never: running statistics can
 * overflow while normalisation by the batch hides it.
 */
function notANumberUnlessFinite(moved: readonly tf.Tensor[], others: readonly tf.Tensor[]): tf.Tensor {
  // The others are many and small, so one operation for all; what moved is nearly the whole network, and is not copied for this.
  const parts = others.length === 0 ? moved : [...moved, flattenTensors(others)];
  return tf.mul(tf.addN(parts.map((part) => tf.sum(part))), 0);
}
