import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, type ModelMetadata } from '../index';
import type { Host } from './Host';
import { formatBytes, formatCount, formatMillions, formatPercent } from './render/formatNumber';
import { formatTable } from './render/formatTable';

/** Facts about the weights that `saveModel` writes beside the metadata. */
interface WeightFacts {
  readonly precision: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Prints the facts of a model. Loading it also checks its weights against their hash. */
export async function inspectModel(folder: string, json: boolean, { out, signal }: Host): Promise<void> {
  const model = await loadModel(folder, { backend: ['wasm', 'cpu'], signal });
  try {
    const { metadata, cost } = model;
    const weights = await readWeightFacts(folder);
    if (json) out.print(JSON.stringify({ ...metadata, cost, weights }, undefined, 2));
    else
      out.print(...formatTable([...describeModel(metadata), ...describeCost(cost), ...describeWeights(weights)], 'l'));
  } finally {
    model.dispose();
  }
}

/** Undefined for a model that ferkit did not write. */
async function readWeightFacts(folder: string): Promise<WeightFacts | undefined> {
  const path = folder.endsWith('model.json') ? folder : join(folder, 'model.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as {
    readonly userDefinedMetadata?: { readonly ferkit?: { readonly weights?: WeightFacts } };
  };
  return file.userDefinedMetadata?.ferkit?.weights;
}

function describeModel({
  architecture,
  labels,
  input,
  preprocessing,
  temperature,
  provenance,
}: ModelMetadata): string[][] {
  const { width, height } = input;
  return [
    ['network', `${architecture.id} ${JSON.stringify(architecture.options)}`],
    ['labels', `${labels.length}: ${labels.join(', ')}`],
    ['input', `${width} x ${height} grey pixels, minus ${preprocessing.mean}, divided by ${preprocessing.std}`],
    ['temperature', String(temperature)],
    ...(provenance === undefined
      ? [['trained', 'not by ferkit']]
      : [
          [
            'trained',
            `on ${provenance.dataset}, ${provenance.epochs} epochs, seed ${provenance.seed}, ${provenance.backend}`,
          ],
          ['made', `${provenance.createdAt} by ${provenance.library}`],
          ...(provenance.bestEpoch === undefined ? [] : [['best epoch', String(provenance.bestEpoch)]]),
          ...Object.entries(provenance.metrics ?? {}).map(([name, value]) => [
            `validation ${name}`,
            name === 'loss' ? value.toFixed(4) : formatPercent(value),
          ]),
        ]),
  ];
}

function describeCost({
  parameters,
  trainableParameters,
  flops,
}: {
  parameters: number;
  trainableParameters: number;
  flops: number;
}): string[][] {
  return [
    ['parameters', `${formatCount(parameters)}, ${formatCount(trainableParameters)} of them trainable`],
    ['operations', `${formatMillions(flops)} floating-point operations per image`],
  ];
}

function describeWeights(weights: WeightFacts | undefined): string[][] {
  if (weights === undefined) return [];
  return [
    ['weights', `${formatBytes(weights.bytes)} of ${weights.precision}`],
    ['SHA-256', weights.sha256],
  ];
}
