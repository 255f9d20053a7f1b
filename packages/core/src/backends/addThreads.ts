import { programCompilers } from '../graphs/ForwardProgram';
import type { ThreadStarter } from '../graphs/wasm/ProgramThreads';
import { importChunk } from '../importChunk';
import { countOf } from '../words';
import type { BackendDevice } from './BackendProvider';
import { messageOf } from './refusals';

/**
 * Lets the networks of wasm, which has started, run in several threads.
 * @param count - of threads, with the one that calls
 * @param startThread - starts one of the others
 * @returns the device, which tells their number, or the reason why networks run in one
 */
export async function addThreads(
  started: BackendDevice,
  count: number,
  startThread: ThreadStarter,
): Promise<BackendDevice> {
  if (count === 1) return started;
  const open = async (): Promise<string | undefined> => {
    if (typeof SharedArrayBuffer === 'undefined') return 'the page is not cross-origin isolated';
    try {
      const { ProgramThreads } = await importChunk('threads', () => import('../graphs/wasm/ProgramThreads'));
      await ProgramThreads.open(count, startThread);
      return undefined;
    } catch (error) {
      return `threads cannot start: ${messageOf(error)}`;
    }
  };
  const reason = await open();
  if (reason !== undefined) return { ...started, device: `${started.device} (no more, because ${reason})` };
  const loadCompiler = programCompilers.get('wasm')!;
  programCompilers.set('wasm', async () => {
    // They ended with the last program.
    const [compile] = await Promise.all([loadCompiler(), open()]);
    return compile;
  });
  return { ...started, device: started.device.replace(/\d+ threads?$/, countOf(count, 'thread')) };
}
