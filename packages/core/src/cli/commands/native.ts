import { defineCommand } from '../Command';
import { hintAt, UsageError } from '../failures';
import { install, type NativeCall, nativeFlags } from './nativeInstall';
import { remove } from './nativeRemove';
import { status } from './nativeStatus';

const actions: Readonly<Record<string, (call: NativeCall) => Promise<number>>> = { install, status, remove };

/** Builds, shows and removes the native TensorFlow that the backends `tensorflow` and `cuda` run on. */
export const native = defineCommand({
  name: 'native',
  summary: 'Install native TensorFlow for Node, for CPU or GPU; show or remove it',
  operands: '<install | status | remove>',
  actions: ['install', 'status', 'remove'],
  details: [
    [
      'install',
      'builds the addon of @tensorflow/tfjs-node against the TensorFlow library of its wheel on PyPI. It needs npm install --ignore-scripts @tensorflow/tfjs-node (or -gpu), a C++ compiler, and no Python.',
    ],
    ['status', 'shows the installation, whether it is intact, and whether it loads.'],
    ['remove', 'removes it, and puts back the files from before.'],
    'Linux with glibc, x64 or arm64; --gpu x64.',
  ],
  flags: nativeFlags,
  examples: [
    ['native install', 'TensorFlow on the processor'],
    ['native install --gpu --cuda /opt/env/lib/python3.11/site-packages', 'on an NVIDIA GPU, with CUDA from there'],
    ['native install --tensorflow tensorflow_cpu-2.19.1-cp311-cp311-manylinux_2_17_x86_64.whl', 'without a network'],
    ['native status', 'the state of the installation'],
    ['native remove', 'undo the installation'],
  ],
  run: async (call) => {
    const [name, ...rest] = call.positionals;
    const names = Object.keys(actions);
    const action = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action !== undefined && rest.length === 0) return action(call);
    throw new UsageError(`native takes one of ${names.join(', ')}.${hintAt(name, names)}`);
  },
});
