import type { NativeProgress } from '../../native/NativeTarget';
import type { NativeInstallation } from '../../native/findPresent';
import { defaultTensorFlow, installNative } from '../../native/installNative';
import { whyNoGpu } from '../../native/nativeStatus';
import { type CommandCall, quietFlag } from '../Command';
import { LiveLine, type Screen } from '../Screen';
import { formatBytes, formatPercent } from '../render/formatNumber';
import { renderBar } from '../render/formatTable';

/** The options of all three actions. */
export const nativeFlags = {
  gpu: { type: 'boolean', about: 'for @tensorflow/tfjs-node-gpu, with CUDA 12' },
  tensorflow: {
    type: 'string',
    value: '<version>',
    default: defaultTensorFlow,
    completes: 'file',
    about: 'which TensorFlow: a version, a wheel, or a folder of libtensorflow',
  },
  cuda: {
    type: 'string',
    value: '<folder>',
    completes: 'folder',
    default: 'found by itself',
    about: 'where the CUDA libraries are: nvidia-* wheels, or a toolkit',
  },
  index: { type: 'string', value: '<url>', default: 'that of pip, or https://pypi.org/simple', about: 'package index' },
  cache: {
    type: 'string',
    value: '<folder>',
    completes: 'folder',
    about: 'keep the downloaded wheel there, and reuse it',
  },
  ...quietFlag,
  json: { type: 'boolean', about: 'status as JSON' },
} as const;

/** A call of any of the three actions. */
export type NativeCall = CommandCall<typeof nativeFlags>;

/** Installs TensorFlow, or reports that it is installed already. */
export async function install({ values, host }: NativeCall): Promise<number> {
  const { out, notices, environment, signal } = host;
  const progress = new NativeProgressLines(notices);
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

const VERBS = { download: 'Downloading', unpack: 'Unpacking', build: 'Building', check: 'Checking' } as const;
const BAR = 24;
/** Seconds between two lines of a log about the same file. */
const SECONDS_BETWEEN_LINES = 10;

/** Shows the progress of an installation: a live line, or a plain line every 10 seconds in a log. */
class NativeProgressLines {
  readonly #screen: Screen;
  readonly #line: LiveLine;
  #printed = '';
  #printedAt = -Infinity;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#line = new LiveLine(screen);
  }

  readonly show = ({ phase, file, done, total }: NativeProgress): void => {
    const title = `${VERBS[phase]} ${file}`;
    const amount = total === 0 ? [] : [`${formatBytes(done)} of ${formatBytes(total)}`];
    if (this.#screen.isLive) {
      const bar = total === 0 ? [] : [renderBar(done / total, BAR, this.#screen.style)];
      this.#line.update(() => [...bar, ...amount, title].join('  '));
      return;
    }
    const now = performance.now();
    if (title === this.#printed && now - this.#printedAt < SECONDS_BETWEEN_LINES * 1000) return;
    this.#screen.print([title, ...(total === 0 ? [] : [formatPercent(done / total, 0), ...amount])].join('  '));
    this.#printed = title;
    this.#printedAt = now;
  };

  /** Removes the live line. */
  end(): void {
    this.#line.clear();
  }
}
