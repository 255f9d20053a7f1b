import type { OnnxFile, OnnxNode, OnnxTensor } from './parseOnnx';

/**
 * Replaces `x * 0.5 * (1 + erf(x / sqrt(2)))`, as operator sets before 20 write GELU, by one operator. The factors may be multiplied in
 * any order. D. Hendrycks and K. Gimpel, Gaussian Error Linear Units, arXiv:1606.08415.
 */
export function joinGelu({ nodes, constants, outputs }: OnnxFile): readonly OnnxNode[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const users = (name: string): readonly OnnxNode[] => nodes.filter(({ inputs }) => inputs.includes(name));
  const numberOf = (name: string): number | undefined => {
    const tensor = constants.get(name) ?? (makers.get(name)?.attributes.value as Partial<OnnxTensor> | undefined);
    return tensor?.values?.length === 1 ? tensor.values[0] : undefined;
  };
  const isNear = (name: string, wanted: number): boolean => Math.abs((numberOf(name) ?? NaN) - wanted) < 1e-5;
  /** The other of two inputs, where one is a known constant. */
  const beside = (node: OnnxNode | undefined, constant: number): string | undefined => {
    const at = node?.inputs.findIndex((name) => isNear(name, constant)) ?? -1;
    return at < 0 || node?.inputs.length !== 2 ? undefined : node.inputs[1 - at];
  };
  const joined = new Map<OnnxNode, OnnxNode>();
  const dropped = new Set<OnnxNode>();
  for (const erf of nodes) {
    if (erf.operator !== 'Erf') continue;
    const ratio = makers.get(erf.inputs[0]!);
    const x =
      ratio?.operator === 'Mul'
        ? beside(ratio, Math.SQRT1_2)
        : ratio?.operator === 'Div' && isNear(ratio.inputs[1]!, Math.SQRT2)
          ? ratio.inputs[0]
          : undefined;
    const formula = [erf];
    const factors: string[] = [];
    for (const operator of ['Add', 'Mul', 'Mul']) {
      const result = formula.at(-1)!.outputs[0]!;
      const [next, ...others] = users(result);
      if (next?.operator !== operator || others.length > 0 || outputs.includes(result)) break;
      factors.push(...next.inputs.filter((name) => name !== result));
      formula.push(next);
    }
    const [one, ...rest] = factors;
    const isGelu =
      x !== undefined &&
      formula.length === 4 &&
      factors.length === 3 &&
      isNear(one!, 1) &&
      rest.includes(x) &&
      rest.some((name) => isNear(name, 0.5));
    if (!isGelu) continue;
    const last = formula.pop()!;
    for (const node of formula) dropped.add(node);
    joined.set(last, { ...last, operator: 'Gelu', inputs: [x], attributes: {} });
  }
  return nodes.filter((node) => !dropped.has(node)).map((node) => joined.get(node) ?? node);
}
