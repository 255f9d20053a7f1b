import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RgbaImage } from '../Platform';
import { lendImageData } from './lendImageData';

/** The factory that Emscripten makes. */
type CodecFactory<C> = (overrides: object) => Promise<C>;

/** Where to find a codec of jSquash, and how to call it. */
interface CodecSource<C> {
  /** The module specifier of its `.wasm` file. */
  readonly wasm: string;
  load(): Promise<{ readonly default: unknown }>;
  decode(codec: C, bytes: Uint8Array): ImageData | null;
}

/** A codec that was started, and what it complained about since. */
interface RunningCodec<C> {
  readonly codec: C;
  readonly complaints: string[];
}

/** After an image of more pixels than this the codec is started anew, for a WebAssembly memory never shrinks. */
const KEEP_BELOW_PIXELS = 16_000_000;

async function start<C>(module: WebAssembly.Module, factory: CodecFactory<C>): Promise<RunningCodec<C>> {
  const complaints: string[] = [];
  const starting = lendImageData(() =>
    factory({
      noInitialRun: true,
      print: () => undefined,
      printErr: (line: string) => complaints.push(line),
      instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object {
        const instance = new WebAssembly.Instance(module, imports);
        receive(instance);
        return instance.exports;
      },
    }),
  );
  return { codec: await starting, complaints };
}

/**
 * Makes a decoder from one of jSquash's WebAssembly codecs. It loads the codec at the first call and keeps it, but drops
 * it after a failure, which leaves its memory in an unknown state.
 * @returns a function that decodes a file, and throws what the codec complained about, the first line of it
 */
export function wasmCodec<C>(source: CodecSource<C>): (bytes: Uint8Array) => Promise<RgbaImage> {
  let module: Promise<WebAssembly.Module> | undefined;
  let running: Promise<RunningCodec<C>> | undefined;

  const compile = async (): Promise<WebAssembly.Module> =>
    WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(source.wasm)));

  return async (bytes) => {
    module ??= compile();
    running ??= Promise.all([module, source.load()]).then(([compiled, loaded]) =>
      start(compiled, loaded.default as CodecFactory<C>),
    );
    const { codec, complaints } = await running;
    complaints.length = 0;
    let image: ImageData | null = null;
    try {
      image = lendImageData(() => source.decode(codec, bytes));
    } catch (error) {
      throw new Error(complaints[0] ?? 'the codec stopped', { cause: error });
    } finally {
      if (image === null || image.width * image.height > KEEP_BELOW_PIXELS) running = undefined;
    }
    if (image === null) throw new Error(complaints[0] ?? 'the picture is cut off or damaged');
    // Other complaints concern bytes that do not matter to the picture, and every viewer shows such files.
    const missing = complaints.find((line) => line.startsWith('Premature end'));
    if (missing !== undefined) throw new Error(missing);
    return { pixels: image.data, width: image.width, height: image.height };
  };
}
