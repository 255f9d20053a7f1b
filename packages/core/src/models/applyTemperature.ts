/**
 * Softens (temperature > 1) or sharpens (< 1) probabilities in place: `softmax(log p / temperature)`, which equals dividing
 * the logits. Guo et al. 2017, arXiv:1706.04599. Each is measured by the highest, whose power is 1, so that a low temperature
 * leaves the others zeros and not all of them.
 * @param probabilities - samples x classes
 */
export function applyTemperature(probabilities: Float32Array, classes: number, temperature: number): void {
  if (temperature === 1) return;
  const exponent = 1 / temperature;
  for (let start = 0; start < probabilities.length; start += classes) {
    let highest = 0;
    for (let index = start; index < start + classes; index++) highest = Math.max(highest, probabilities[index]!);
    let sum = 0;
    for (let index = start; index < start + classes; index++) {
      const power = (probabilities[index]! / highest) ** exponent;
      probabilities[index] = power;
      sum += power;
    }
    for (let index = start; index < start + classes; index++) probabilities[index]! /= sum;
  }
}
