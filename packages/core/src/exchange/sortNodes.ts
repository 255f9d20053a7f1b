/** What sorting asks of a node. */
export interface Linked {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * Puts nodes into the order in which Keras lists the layers of a functional network: by their distance from the output,
 * and where that is the same by when a walk back from the output meets them. Weights in a `.keras` file go by this order
 * (the third `Conv2D` of the list is `conv2d_2`), so a file in another order would load with its weights exchanged.
 *
 * Nodes that the output does not depend on are left out. Each node comes after those that it takes.
 */
export function sortNodes<Node extends Linked>(nodes: readonly Node[], output: string): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const met = new Map<string, number>();
  const finished: Node[] = [];
  const visit = (node: Node): void => {
    if (met.has(node.name)) return;
    met.set(node.name, met.size);
    for (const name of node.inputs) visit(byName.get(name)!);
    finished.push(node);
  };
  visit(byName.get(output)!);

  const depths = new Map<string, number>();
  for (const { name, inputs } of finished.toReversed()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  return finished.sort((a, b) => depths.get(b.name)! - depths.get(a.name)! || met.get(a.name)! - met.get(b.name)!);
}
