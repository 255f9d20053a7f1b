import * as tf from '@tensorflow/tfjs';
import { version } from '../../../package.json';
import { diagnoseBackends, type BackendStatus } from '../../index';
import { defineCommand } from '../Command';
import { formatTable } from '../render/formatTable';
import type { Style } from '../render/Style';

/** Shows which backends work on this machine, and the packages that the others need. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Show which backends work here, on which device, and what to install for the others',
  flags: { json: { type: 'boolean', about: 'print JSON' } },
  examples: [
    ['doctor', 'what works here'],
    ['doctor --json', 'the same for a program'],
  ],
  run: async ({ values, host: { out, signal } }) => {
    const backends = await diagnoseBackends({ signal });
    const versions = { ferkit: version, tfjs: tf.version_core, node: process.versions.node };
    if (values.json === true) {
      const platform = `${process.platform}-${process.arch}`;
      out.write(`${JSON.stringify({ versions, platform, backends }, undefined, 2)}\n`);
      return 0;
    }
    const { ferkit, tfjs, node } = versions;
    out.print(`ferkit ${ferkit}, TensorFlow.js ${tfjs}, Node ${node} on ${process.platform}-${process.arch}`, '');
    out.print(...renderBackends(backends, out.style));
    return 0;
  },
});

function renderBackends(backends: readonly BackendStatus[], style: Style): string[] {
  const best = backends.find((status) => status.available);
  const lines = formatTable(
    [
      ['backend', 'state', 'device, or why not'],
      ...backends.map((status) => [
        status.name,
        status.available ? style.paint('works', { foreground: [45, 160, 120] }) : style.dim('no'),
        status.available ? `${status.device}${status.accelerated ? ', GPU' : ''}` : status.reason,
      ]),
    ],
    'l',
  );
  const unused = backends.flatMap((status) =>
    status.available && status.unusedGpu !== undefined ? [[status.name, status.unusedGpu]] : [],
  );
  const installs = backends.flatMap((status) =>
    status.available || status.install === undefined ? [] : [[status.name, status.install]],
  );
  return [
    style.dim(lines[0]!),
    ...lines.slice(1),
    ...(unused.length === 0 ? [] : ['', 'GPU not in use:', ...formatTable(unused, 'l').map((line) => `  ${line}`)]),
    ...(installs.length === 0 ? [] : ['', 'To install:', ...formatTable(installs, 'l').map((line) => `  ${line}`)]),
    ...(best === undefined ? [] : ['', `First that works: ${best.name}. Choose another with --backend.`]),
  ];
}
