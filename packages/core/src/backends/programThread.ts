/** The program of a thread that runs WebAssembly together with a page. It is no import of the package: pages start it. */
import type { ThreadProgram } from '../graphs/wasm/ProgramThreads';

self.onmessage = ({ data: { module, memory, state, thread } }: MessageEvent<ThreadProgram>) => {
  const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    readonly serve: (state: number, thread: number) => void;
  };
  self.postMessage('started');
  serve(state, thread);
  self.close();
};
