import { defaultTensorFlow, installNative, type NativeInstallation } from '../../native/installNative';
import type { CommandCall } from '../Command';
import { NativeProgressLines } from '../NativeProgressLines';

/** The options of all three actions. */
export const nativeFlags = {
  gpu: { type: 'boolean', about: 'for @tensorflow/tfjs-node-gpu, with CUDA 12' },
  tensorflow: {
    type: 'string',
    value: '<version>',
    about: `which TensorFlow: a version (default ${defaultTensorFlow}), a wheel, or a folder of libtensorflow`,
  },
  cuda: {
    type: 'string',
    value: '<folder>',
    about: 'where the CUDA libraries are: nvidia-* wheels, or a toolkit (default: found by itself)',
  },
  index: { type: 'string', value: '<url>', about: 'package index (default: that of pip, or https://pypi.org/simple)' },
  cache: { type: 'string', value: '<folder>', about: 'keep the downloaded wheel there, and use one that lies there' },
  json: { type: 'boolean', about: 'status as JSON' },
} as const;

/** A call of any of the three. */
export type NativeCall = CommandCall<typeof nativeFlags>;

/** Installs, or says that it is there already. */
export async function install({ values, host }: NativeCall): Promise<number> {
  const { out, error, environment, signal } = host;
  const progress = new NativeProgressLines(error);
  const { gpu = false, tensorflow, cuda, index, cache } = values;
  try {
    const outcome = await installNative({
      gpu,
      tensorflow,
      cuda,
      index,
      cache,
      environment,
      report: progress.show,
      signal,
    });
    progress.end();
    out.print(...describe(outcome, host.program, gpu));
  } finally {
    progress.end();
  }
  return 0;
}

function describe(
  { package: target, installed, manifest, probe }: NativeInstallation,
  program: string,
  gpu: boolean,
): string[] {
  const verb = installed ? 'is installed' : 'is there already, nothing was done';
  const where = probe.usesGpu ? 'computes on the GPU' : 'computes on the processor';
  const remark = gpu && !probe.usesGpu ? [`It uses no GPU: ${probe.remark ?? 'TensorFlow does not say why'}`] : [];
  return [
    `TensorFlow ${manifest.tensorflow} ${verb}: ${target.name} ${target.version} ${where}.`,
    ...remark,
    `Use it: ${program} train --backend ${gpu ? 'cuda' : 'tensorflow'} --synthetic`,
  ];
}
