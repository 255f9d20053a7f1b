import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../../graphs/CompiledGraph';
import { callPart, partInvalid } from '../OwnParts';
import type { Optimizer, StepNumber, UpdateResult, UpdateStep } from '../optimizers/Optimizer';
import type { Gradients, StepOutcome } from './GradientReplay';
import { countOf } from '../../words';
import type { TrainableNetwork } from './TrainableNetwork';
import { flattenTensors, unflattenTensors, type WeightGroup } from './weightGroups';

/** Everything that stays the same over the optimizer steps of a run. */
export interface OptimizerStepOptions {
  readonly network: TrainableNetwork;
  readonly groups: readonly WeightGroup[];
  /** The optimizer state: for each group one variable per slot. */
  readonly slots: readonly (readonly tf.Variable[])[];
  readonly optimizer: Optimizer;
  readonly weightDecay: number;
  readonly clipNorm: number | false;
}

/** The inputs of an update besides weights and slots. */
interface UpdateInputs {
  readonly loss: tf.Scalar;
  readonly gradients: readonly tf.Tensor1D[];
  /** For each group the step numbers of the optimizer. */
  readonly numbers: readonly (readonly StepNumber[])[];
}

/** Updates weights and optimizer state at the end of each step: clips the gradients, then applies the optimizer. */
export class OptimizerStep {
  readonly #options: OptimizerStepOptions;
  /** The update as one graph, on engines that compile it. */
  readonly #graph = new CompiledGraph(() => [this.#createExample()]);

  constructor(options: OptimizerStepOptions) {
    this.#options = options;
  }

  /**
   * Updates weights and slots. Call it in `tf.tidy`.
   * @param step - from 1
   * @returns the loss is NaN if the update leaves a weight that is not finite
   */
  apply({ loss, correct, gradients }: Gradients, learningRate: number, step: number): StepOutcome {
    const { groups, slots, optimizer } = this.#options;
    const numbers = groups.map((group) =>
      optimizer.stepNumbers({ learningRate, weightDecay: this.#decayOf(group), step }),
    );
    const readInputs = (): tf.Tensor[] =>
      this.#listInputs({
        loss,
        gradients,
        numbers: numbers.map((ofGroup) => ofGroup.map((number) => tf.scalar(number))),
      });
    const outputs = this.#graph.run(readInputs) ?? this.#compute({ loss, gradients, numbers });
    const [checked, ...values] = outputs as [tf.Scalar, ...tf.Tensor[]];
    const weights = groups.flatMap((group) => group.weights);
    weights.forEach((weight, index) => weight.write(values[index]!));
    slots.flat().forEach((slot, index) => slot.assign(values[weights.length + index]!));
    return { loss: checked, correct };
  }

  dispose(): void {
    this.#graph.dispose();
  }

  /** @returns the loss, the weights of all groups in order, the slots of all groups in order */
  #compute({ loss, gradients, numbers }: UpdateInputs): tf.Tensor[] {
    const { network, groups, slots, clipNorm } = this.#options;
    const clip = clipNorm === false ? undefined : clipFactor(gradients, clipNorm);
    const updated = groups.map((group, index) =>
      this.#update({
        weight: flattenTensors(group.weights.map((weight) => weight.read())),
        gradient: clip === undefined ? gradients[index]! : tf.mul(gradients[index]!, clip),
        slots: slots[index]!,
        weightDecay: this.#decayOf(group),
        numbers: numbers[index]!,
      }),
    );
    const trained = updated.map(({ weight }) => weight as tf.Tensor1D);
    const untrained = network.weights
      .filter((weight) => !network.trainable.includes(weight))
      .map((weight) => weight.read());
    return [
      tf.add(loss, nanUnlessFinite(trained, untrained)),
      ...groups.flatMap(({ weights }, index) =>
        unflattenTensors(
          trained[index]!,
          weights.map(({ shape }) => shape as number[]),
        ),
      ),
      ...updated.flatMap((result) => result.slots),
    ];
  }

  /** @throws OPTION_INVALID for an own optimizer that throws, or forgets a slot */
  #update(step: UpdateStep): UpdateResult {
    const { optimizer } = this.#options;
    const result: Partial<UpdateResult> = callPart('optimizer', optimizer, () => optimizer.update(step));
    const tensors = [result.weight, ...(result.slots ?? [])];
    const size = step.weight.size;
    if (tensors.length === 1 + step.slots.length && tensors.every((tensor) => tensor?.size === size)) {
      return result as UpdateResult;
    }
    const received = tensors.map((tensor) => `[${tensor?.shape.join(', ') ?? 'nothing'}]`).join(', ');
    const expected = `a weight and ${countOf(step.slots.length, 'slot')}, each of shape [${size}]`;
    throw partInvalid('optimizer', optimizer, expected, received);
  }

  #decayOf({ decays }: WeightGroup): number {
    return decays ? this.#options.weightDecay : 0;
  }

  #listInputs({ loss, gradients, numbers }: UpdateInputs & { readonly numbers: readonly tf.Scalar[][] }): tf.Tensor[] {
    const { network, slots } = this.#options;
    return [loss, ...gradients, ...numbers.flat(), ...network.weights.map((weight) => weight.read()), ...slots.flat()];
  }

  #createExample(): CapturedWork {
    const { groups, optimizer } = this.#options;
    const inputs = {
      loss: tf.scalar(0),
      gradients: groups.map(({ size }) => tf.zeros<tf.Rank.R1>([size])),
      numbers: groups.map(() =>
        optimizer.stepNumbers({ learningRate: 1, weightDecay: 1, step: 1 }).map((number) => tf.scalar(number)),
      ),
    };
    return { inputs: this.#listInputs(inputs), work: () => this.#compute(inputs) };
  }
}

/** The factor, at most 1, that scales the norm of all gradients together down to the limit. */
function clipFactor(gradients: readonly tf.Tensor[], limit: number): tf.Tensor {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  return tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-12)));
}

/**
 * 0, or NaN if a weight is infinite or NaN. The loss shows such a weight late or never: in training, normalisation uses the
 * statistics of the batch, so that running statistics can overflow without any effect on the loss.
 */
function nanUnlessFinite(trained: readonly tf.Tensor[], untrained: readonly tf.Tensor[]): tf.Tensor {
  // The untrained weights are many and small, so they become one tensor; the trained ones are too large to be copied.
  const parts = untrained.length === 0 ? trained : [...trained, flattenTensors(untrained)];
  return tf.mul(tf.addN(parts.map((part) => tf.sum(part))), 0);
}
