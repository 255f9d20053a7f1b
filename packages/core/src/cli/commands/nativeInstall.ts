import { defaultTensorFlow, installNative, type NativeInstallation } from '../../native/installNative';
import { whyNoGpu } from '../../native/whyNoGpu';
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

function describe(outcome: NativeInstallation, program: string, gpu: boolean): string[] {
  const { package: target, installed, manifest, probe } = outcome;
  const verb = installed ? 'is installed' : 'is there already, nothing was done';
  const where = probe.usesGpu ? 'computes on the GPU' : 'computes on the processor';
  const reason = gpu ? whyNoGpu(probe) : undefined;
  return [
    `TensorFlow ${manifest.tensorflow} ${verb}: ${target.name} ${target.version} ${where}.`,
    ...(reason === undefined ? [] : [`It uses no GPU: ${reason}`]),
    `See what runs: ${program} doctor`,
  ];
}
