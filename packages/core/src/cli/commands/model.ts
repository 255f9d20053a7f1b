import { type ArchitectureId, architectures, createModel, EXPRESSIONS } from '../../index';
import { defineCommand } from '../Command';
import type { Host } from '../Host';
import { OutputFormats } from '../OutputFormats';
import { hintAt, UsageError } from '../failures';
import { inspectModel, printModel } from '../inspectModel';
import { BUNDLED, openModel } from '../openModel';
import { formatCount, formatMillions } from '../render/formatNumber';
import { formatTable } from '../render/formatTable';

const ACTIONS = ['list', 'show'] as const;

const formats = new OutputFormats(['text', 'json'], { json: 'json' });

/** Lists the built-in networks and the bundled model, and shows one of them or the model of a folder. */
export const model = defineCommand({
  name: 'model',
  summary: 'List the networks and models that come along, or show one',
  operands: '<list | show> [name or folder]',
  actions: ACTIONS,
  completes: 'folder',
  details: [
    [
      'list',
      'the built-in networks, which train takes as --architecture, and the bundled model, with parameters and operations.',
    ],
    [
      'show',
      'labels, input, cost, provenance and calibration of the bundled model, of the model in a folder, or of a network for 48 x 48 pixels and seven labels.',
    ],
  ],
  flags: {
    ...formats.flags,
  },
  examples: [
    ['model list', 'all of them'],
    ['model show', 'the bundled model'],
    ['model show runs/my-model', 'a model that train wrote'],
  ],
  run: async ({ values, positionals, host }) => {
    const [action, name, ...surplus] = positionals;
    const json = formats.choose(values) === 'json';
    if (action === 'list' && name === undefined) await list(json, host);
    else if (action === 'show' && surplus.length === 0) await show(name, json, host);
    else {
      throw new UsageError(`model takes list, or show and one name or folder.${hintAt(action, ACTIONS)}`);
    }
    return 0;
  },
});

/** The facts of a network or model in a list. */
interface ListedModel {
  readonly name: string;
  readonly kind: 'network' | 'model';
  readonly labels: readonly string[];
  readonly parameters: number;
  readonly flops: number;
  readonly about: string;
}

async function list(json: boolean, host: Host): Promise<void> {
  const { out } = host;
  const listed: ListedModel[] = [];
  for (const id of Object.keys(architectures) as ArchitectureId[]) {
    const network = await createNetwork(id, host);
    const { parameters, flops } = network.cost;
    const about = id === 'fer-cnn' ? 'the default of train' : 'train --architecture';
    listed.push({ name: id, kind: 'network', labels: EXPRESSIONS, parameters, flops, about });
    network.dispose();
  }
  const bundled = await openModel(undefined, ['wasm', 'cpu'], host);
  const { labels, cost, metadata } = bundled;
  bundled.dispose();
  const about = `${metadata.architecture.id}, trained on ${metadata.provenance?.dataset ?? 'other data'}`;
  listed.push({ name: BUNDLED, kind: 'model', labels, parameters: cost.parameters, flops: cost.flops, about });
  if (json) {
    out.write(`${JSON.stringify(listed, undefined, 2)}\n`);
    return;
  }
  const [head, ...rows] = formatTable(
    [
      ['name', 'kind', 'parameters', 'operations', ''],
      ...listed.map(({ name, kind, parameters, flops, about: words }) => [
        name,
        kind,
        formatCount(parameters),
        formatMillions(flops),
        words,
      ]),
    ],
    'llrrl',
  );
  out.print(out.style.dim(head!), ...rows);
}

const createNetwork = (architecture: ArchitectureId, { signal }: Host): ReturnType<typeof createModel> =>
  createModel({ architecture, backend: ['wasm', 'cpu'], signal });

async function show(name: string | undefined, json: boolean, host: Host): Promise<void> {
  if (name !== undefined && Object.hasOwn(architectures, name)) {
    const network = await createNetwork(name as ArchitectureId, host);
    printModel(network, undefined, json, host);
    network.dispose();
    return;
  }
  await inspectModel(name === BUNDLED ? undefined : name, json, host);
}
