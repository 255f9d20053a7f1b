import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FerModel, ModelMetadata } from '../index';
import type { Host } from './Host';
import { openModel } from './openModel';
import { isUrl } from './parseValue';
import { countOf, formatBytes, formatCount, formatMillions, formatPercent } from './render/formatNumber';
import { formatTable } from './render/formatTable';
import { showText } from './render/showText';

/** Facts about the weights that `saveModel` writes beside the metadata. */
interface WeightFacts {
  readonly precision: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Prints the facts of a model. Loading it also checks its weights against their hash.
 * @param folder - undefined is the bundled model
 */
export async function inspectModel(folder: string | undefined, json: boolean, host: Host): Promise<void> {
  const model = await openModel(folder, ['wasm', 'cpu'], host);
  try {
    printModel(model, folder === undefined ? undefined : await readWeightFacts(folder), json, host);
  } finally {
    model.dispose();
  }
}

/** Prints the facts of a model that is loaded. */
export function printModel(
  { metadata, cost }: FerModel,
  weights: WeightFacts | undefined,
  json: boolean,
  { out }: Host,
): void {
  if (json) out.write(`${JSON.stringify({ ...metadata, cost, weights }, undefined, 2)}\n`);
  else out.print(...formatTable([...describeModel(metadata), ...describeCost(cost), ...describeWeights(weights)], 'l'));
}

/** Undefined for a model that ferkit did not write. */
async function readWeightFacts(folder: string): Promise<WeightFacts | undefined> {
  if (isUrl(folder)) return undefined;
  const path = folder.endsWith('model.json') ? folder : join(folder, 'model.json');
  // The bundled model, by its name.
  if (!existsSync(path)) return undefined;
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
  const { width, height, channels } = input;
  return [
    ['network', `${architecture.id} ${JSON.stringify(architecture.options)}`],
    ['labels', `${labels.length}: ${labels.map(showText).join(', ')}`],
    [
      'input',
      `${width} x ${height} ${channels === 3 ? 'pixels in colour' : 'grey pixels'}, minus ${preprocessing.mean}, divided by ${preprocessing.std}`,
    ],
    ['calibration', temperature === 1 ? 'none: the temperature is 1' : `temperature ${temperature}`],
    ...(provenance === undefined
      ? [['trained', 'not by ferkit']]
      : [
          [
            'trained',
            `on ${showText(provenance.dataset)}, ${countOf(provenance.epochs, 'epoch')}, seed ${provenance.seed}, ${provenance.backend}`,
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
