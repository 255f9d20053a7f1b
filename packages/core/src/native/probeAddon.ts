import { execFile } from 'node:child_process';

/** What a process of its own found when it loaded an addon. */
export type AddonProbe =
  | {
      readonly loads: true;
      /** TensorFlow's version, as the library itself says. */
      readonly tensorflow: string;
      /** Whether it computes on a GPU. */
      readonly usesGpu: boolean;
      /** What TensorFlow says of GPUs, last line. */
      readonly remark?: string;
    }
  | { readonly loads: false; readonly reason: string };

const PROGRAM = `
  const { TF_Version, isUsingGpuDevice } = require(process.argv[1]);
  console.log(JSON.stringify({ tensorflow: TF_Version, usesGpu: isUsingGpuDevice() }));
`;
/** TensorFlow logs with the time and the place in its source before what it says. */
const LOG_PREFIX = /^\S+ \S+: [IWEF] \S+\] /;

/** Loads an addon in a process of its own, so that what is wrong with it ends only that one. */
export function probeAddon(path: string, signal?: AbortSignal): Promise<AddonProbe> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', PROGRAM, path],
      { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }, ...(signal === undefined ? {} : { signal }) },
      (error, stdout, stderr) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const answer = stdout.split('\n').find((line) => line.startsWith('{"tensorflow"'));
        if (error !== null || answer === undefined) {
          resolve({ loads: false, reason: reasonIn(stderr, error) });
          return;
        }
        const remark = remarkOn(stderr);
        const found = JSON.parse(answer) as { readonly tensorflow: string; readonly usesGpu: boolean };
        resolve({ loads: true, ...found, ...(remark === undefined ? {} : { remark }) });
      },
    );
  });
}

function remarkOn(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => /cuda|cudnn|gpu|dlopen/i.test(line) && !line.includes('oneDNN'));
  return lines.at(-1)?.replace(LOG_PREFIX, '').trim();
}

function reasonIn(stderr: string, error: { readonly signal?: string | null; readonly message: string } | null): string {
  if (typeof error?.signal === 'string') return `its process ended by ${error.signal}`;
  const said = stderr.split('\n').find((line) => /^\w*Error: /.test(line));
  return said?.replace(/^\w*Error: /, '').trim() ?? error?.message.split('\n', 1)[0] ?? 'it says nothing';
}
