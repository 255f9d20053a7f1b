import { nativeStatus, type NativeStatus, whyNoGpu } from '../../native/nativeStatus';
import { formatTable } from '../render/formatTable';
import type { NativeCall } from './nativeInstall';

/** Shows both packages. The exit code is 1 if an installation by ferkit is damaged or does not load. */
export async function status({ values, host: { out, signal, program } }: NativeCall): Promise<number> {
  const found = [await nativeStatus(false, { signal }), await nativeStatus(true, { signal })];
  if (values.json === true) out.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else
    out.print(...found.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...describe(one, program, index === 1)]));
  return found.every(isSound) ? 0 : 1;
}

function isSound(found: NativeStatus): boolean {
  if (found.package === undefined || found.manifest === undefined) return true;
  return found.probe?.loads === true && found.files.every(({ state }) => state === 'intact');
}

function describe(found: NativeStatus, program: string, gpu: boolean): string[] {
  if (found.package === undefined) return [`${found.name} is not installed.`];
  const { manifest, files, probe } = found;
  const command = `${program} native install${gpu ? ' --gpu' : ''}`;
  const heading = `${found.name} ${found.package.version} in ${found.package.folder}`;
  if (probe === undefined && manifest === undefined) return [heading, `  no addon; run: ${command}`];
  const source = manifest?.source;
  const rows = [
    ['TensorFlow', manifest?.tensorflow ?? (probe?.loads === true ? probe.tensorflow : 'unknown')],
    ['from', describeSource(source)],
    ...(source?.kind === 'wheel' ? [['sha256', source.sha256]] : []),
    ...(manifest === undefined ? [] : [['built', `${manifest.installedAt} with ${manifest.compiler}`]]),
    ...files.map(({ path, state }) => [
      path,
      `${state} ${manifest?.files.find((file) => file.path === path)?.sha256 ?? ''}`,
    ]),
    ['loads', probe === undefined ? 'no: it is gone' : probe.loads ? 'yes' : `no: ${probe.reason}`],
    ...(probe?.loads === true ? [['GPU', describeGpu(probe, gpu)]] : []),
  ];
  const isDamaged = files.some(({ state }) => state !== 'intact') || probe?.loads !== true;
  return [
    heading,
    ...formatTable(rows, 'l').map((line) => `  ${line}`.trimEnd()),
    ...(isDamaged ? [`  To build it anew: ${command}`] : []),
  ];
}

function describeSource(
  source: NonNullable<Extract<NativeStatus, { files: unknown }>['manifest']>['source'] | undefined,
): string {
  if (source === undefined) return 'elsewhere, not installed by ferkit';
  return source.kind === 'folder' ? source.path : (source.address ?? source.file);
}

function describeGpu(probe: Parameters<typeof whyNoGpu>[0], gpu: boolean): string {
  const reason = gpu ? whyNoGpu(probe) : 'this package is for the processor';
  return probe.usesGpu || reason === undefined ? 'in use' : `not in use: ${reason}`;
}
