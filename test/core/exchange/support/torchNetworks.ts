import { createRandom } from '@ferkit/core/datasets';
import { OnnxGraph } from '#core/exchange/onnx/OnnxGraph';

/** Draws graphs of random weights with the operators and attributes that PyTorch exports networks with. */
class TorchGraph {
  readonly graph = new OnnxGraph();
  readonly #random = createRandom(7);
  #count = 0;

  weights(shape: readonly number[], low: number, high: number): string {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = Float32Array.from({ length: size }, () => low + (high - low) * this.#random.next());
    return this.graph.floats(`weight${++this.#count}`, values, shape);
  }

  apply(operator: string, inputs: readonly string[], attributes: Parameters<OnnxGraph['apply']>[3] = {}): string {
    return this.graph.apply(`/${operator.toLowerCase()}.${++this.#count}/${operator}`, operator, inputs, attributes);
  }

  conv(x: string, from: number, to: number, side = 3, stride = 1, pad = side >> 1, group = 1): string {
    const reach = Math.sqrt(3 / ((from / group) * side * side));
    const kernel = this.weights([to, from / group, side, side], -reach, reach);
    return this.apply('Conv', [x, kernel, this.weights([to], -0.1, 0.1)], {
      dilations: [1, 1],
      group,
      kernel_shape: [side, side],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    });
  }

  norm(x: string, channels: number): string {
    const [scale, shift, mean] = [0, 0, 0].map((_, at) =>
      this.weights([channels], at === 0 ? 0.5 : -0.3, at === 0 ? 1.5 : 0.3),
    );
    const variance = this.weights([channels], 0.5, 1.5);
    return this.apply('BatchNormalization', [x, scale!, shift!, mean!, variance], {
      epsilon: { float: 1e-5 },
      momentum: { float: 0.9 },
    });
  }

  relu = (x: string): string => this.apply('Relu', [x]);

  pool(
    x: string,
    operator: string,
    side: number,
    stride: number,
    pad = 0,
    more: Parameters<OnnxGraph['apply']>[3] = {},
  ): string {
    const window = { kernel_shape: [side, side], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.apply(operator, [x], { ...window, ceil_mode: 0, ...more });
  }

  linear(x: string, from: number, to: number): string {
    const reach = Math.sqrt(8 / from);
    return this.apply('Gemm', [x, this.weights([to, from], -reach, reach), this.weights([to], -0.2, 0.2)], {
      alpha: { float: 1 },
      beta: { float: 1 },
      transB: 1,
    });
  }
}

/** From grey levels to -2 to 2, as networks get their pixels. */
const normalize = (torch: TorchGraph, x: string): string =>
  torch.apply('Div', [torch.apply('Sub', [x, torch.graph.scalar('mean', 127.5)]), torch.graph.scalar('std', 64)]);

/** ResNet with a padded pool before and behind a rectifier, down-sampling shortcuts and a mean. */
function resNet(torch: TorchGraph, image: string): string {
  let x = torch.relu(torch.norm(torch.conv(normalize(torch, image), 1, 8, 7, 2, 3), 8));
  x = torch.pool(x, 'MaxPool', 3, 2, 1);
  let width = 8;
  for (const [to, stride] of [
    [8, 1],
    [12, 2],
    [16, 2],
  ] as const) {
    const main = torch.norm(torch.conv(torch.relu(torch.norm(torch.conv(x, width, to, 3, stride), to)), to, to), to);
    const short = stride === 1 ? x : torch.norm(torch.conv(x, width, to, 1, stride, 0), to);
    x = torch.relu(torch.apply('Add', [main, short]));
    width = to;
  }
  x = torch.pool(torch.conv(x, 16, 16), 'MaxPool', 3, 2, 1);
  return torch.linear(torch.apply('Flatten', [torch.apply('GlobalAveragePool', [x])], { axis: 1 }), 16, 7);
}

/** VGG, flattened to channels x rows x columns by a target that is computed from the shape, as `x.view(x.size(0), -1)` is. */
function vgg(torch: TorchGraph, image: string): string {
  let x = normalize(torch, image);
  for (const [from, to] of [
    [1, 8],
    [8, 12],
    [12, 16],
  ] as const) {
    x = torch.pool(torch.relu(torch.norm(torch.conv(x, from, to), to)), 'MaxPool', 2, 2);
  }
  const { graph } = torch;
  const size = torch.apply('Gather', [torch.apply('Shape', [x]), graph.integers('first', [0])], { axis: 0 });
  const target = torch.apply('Concat', [size, graph.integers('rest', [-1])], { axis: 0 });
  const flat = torch.apply('Reshape', [x, target]);
  const hidden = torch.apply('Dropout', [torch.relu(torch.linear(flat, 16 * 6 * 6, 24))]);
  return torch.linear(hidden, 24, 7);
}

/** MobileNet with depthwise convolutions, squeeze-and-excitation and hard-swish. */
function mobileNet(torch: TorchGraph, image: string): string {
  const { graph } = torch;
  const sigmoid = (x: string): string => torch.apply('HardSigmoid', [x], { alpha: { float: 1 / 6 } });
  const swish = (x: string): string => torch.apply('Mul', [x, sigmoid(x)]);
  const clip = (x: string): string => torch.apply('Clip', [x, graph.scalar('zero', 0), graph.scalar('six', 6)]);
  let x = swish(torch.norm(torch.conv(normalize(torch, image), 1, 8, 3, 2), 8));
  const wide = clip(torch.norm(torch.conv(x, 8, 24, 1), 24));
  const deep = swish(torch.conv(wide, 24, 24, 5, 1, 2, 24));
  const squeezed = torch.relu(torch.conv(torch.apply('GlobalAveragePool', [deep]), 24, 6, 1));
  const weighed = torch.apply('Mul', [deep, sigmoid(torch.conv(squeezed, 6, 24, 1))]);
  x = torch.apply('Add', [x, torch.norm(torch.conv(weighed, 24, 8, 1), 8)]);
  x = torch.conv(clip(torch.conv(x, 8, 16, 3, 2, 1, 4)), 16, 16, 3, 2, 1, 16);
  const mean = torch.apply('ReduceMean', [x], { axes: [2, 3], keepdims: 0 });
  return torch.linear(mean, 16, 7);
}

/** All other operators. */
function others(torch: TorchGraph, image: string): string {
  const { graph } = torch;
  let x = torch.apply('LeakyRelu', [torch.conv(normalize(torch, image), 1, 8, 3, 2, 0)], { alpha: { float: 0.1 } });
  x = torch.apply('PRelu', [torch.conv(x, 8, 8), torch.weights([8, 1, 1], 0, 0.5)]);
  x = torch.apply('InstanceNormalization', [x, torch.weights([8], 0.5, 1.5), torch.weights([8], -1, 1)], {
    epsilon: { float: 1e-5 },
  });
  x = torch.pool(torch.apply('Elu', [x], { alpha: { float: 1 } }), 'AveragePool', 3, 2, 1, { count_include_pad: 1 });
  const kernel = torch.weights([8, 6, 3, 3], -0.2, 0.2);
  x = torch.apply('ConvTranspose', [x, kernel, torch.weights([6], -0.1, 0.1)], {
    ...{ kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    ...{ dilations: [1, 1], group: 1 },
  });
  x = torch.apply('Pad', [x, graph.integers('pads', [0, 0, 1, 0, 0, 0, 0, 2])]);
  const bounds = [
    [1, 0],
    [24, -3],
    [2, 3],
  ].map((values, at) => graph.integers(`bound${at}`, values));
  x = torch.apply('Slice', [x, ...bounds]);
  const scales = graph.floats('scales', Float32Array.of(1, 1, 2, 1), [4]);
  const none = graph.floats('none', new Float32Array(0), [0]);
  x = torch.apply('Resize', [x, none, scales], {
    mode: { text: 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
  });
  x = torch.apply('Mul', [
    torch.apply('Add', [x, torch.weights([1, 6, 1, 1], -1, 1)]),
    torch.weights([6, 1, 1], 0.5, 1.5),
  ]);
  const gates = [torch.apply('Sigmoid', [x]), torch.apply('Tanh', [x]), torch.apply('Softplus', [x])];
  x = torch.pool(torch.apply('Concat', [...gates, torch.apply('Mul', [x, gates[0]!])], { axis: 1 }), 'MaxPool', 3, 3);
  const both = torch.apply('Add', [torch.apply('GlobalMaxPool', [x]), torch.apply('GlobalAveragePool', [x])]);
  const flat = torch.apply('Squeeze', [both, graph.integers('axes', [2, 3])]);
  const product = torch.apply('MatMul', [flat, torch.weights([24, 7], -1, 1)]);
  return torch.apply('Add', [product, torch.weights([7], -0.5, 0.5)]);
}

const builders = {
  'a ResNet': resNet,
  'a VGG': vgg,
  'a MobileNet': mobileNet,
  'a network of all other operators': others,
};

/** Networks of 48 x 48 grey pixels from 0 to 255 that end in logits. */
export const torchNetworks = Object.keys(builders) as readonly (keyof typeof builders)[];

/** Encodes one of {@link torchNetworks}, if asked with a softmax behind its logits. */
export function encodeTorch(name: keyof typeof builders, hasSoftmax: boolean): Uint8Array {
  const torch = new TorchGraph();
  const { graph } = torch;
  const [input, output] = [graph.reserve('input.1'), graph.reserve('191')];
  const logits = builders[name](torch, input);
  graph.name(output, hasSoftmax ? torch.apply('Softmax', [logits], { axis: 1 }) : logits);
  const about = { name: 'main_graph', producer: 'pytorch', version: '2.1.0', metadata: {} };
  return graph.encode({ name: input, shape: [1, 48, 48] }, { name: output, shape: [7] }, about);
}
