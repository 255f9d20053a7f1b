import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RgbaImage } from '../Platform';

/** What the codecs of jSquash export, of which ferkit uses the decoding half. */
interface Codec {
  decode(bytes: Uint8Array, preserveOrientation: boolean): ImageData | null;
}

/** The factory that Emscripten makes. */
type CodecFactory = (overrides: object) => Promise<Codec>;

/** A codec that was started, and what it complained about since. */
interface RunningCodec {
  readonly codec: Codec;
  readonly complaints: string[];
}

/** After an image of more pixels than this the codec is started anew, for a WebAssembly memory never shrinks. */
const KEEP_BELOW_PIXELS = 16_000_000;

async function start(module: WebAssembly.Module, factory: CodecFactory): Promise<RunningCodec> {
  const complaints: string[] = [];
  const hadImageData = 'ImageData' in globalThis;
  const codec = await factory({
    noInitialRun: true,
    print: () => undefined,
    printErr: (line: string) => complaints.push(line),
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object {
      const instance = new WebAssembly.Instance(module, imports);
      receive(instance);
      return instance.exports;
    },
  });
  // The factory leaves a global ImageData behind and has kept its own reference to it by now; a global of that name would
  // make other libraries believe that they run in a browser.
  if (!hadImageData) Reflect.deleteProperty(globalThis, 'ImageData');
  return { codec, complaints };
}

/**
 * Makes a decoder from one of jSquash's WebAssembly codecs. It loads the codec at the first call and keeps it, but drops
 * it after a failure, which leaves its memory in an unknown state.
 * @param wasm the module specifier of the `.wasm` file
 * @returns a function that decodes a file, and throws what the codec complained about, the first line of it
 */
export function wasmCodec(
  wasm: string,
  load: () => Promise<{ readonly default: unknown }>,
): (bytes: Uint8Array) => Promise<RgbaImage> {
  let module: Promise<WebAssembly.Module> | undefined;
  let running: Promise<RunningCodec> | undefined;

  const compile = async (): Promise<WebAssembly.Module> =>
    WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(wasm)));

  return async (bytes) => {
    module ??= compile();
    running ??= Promise.all([module, load()]).then(([compiled, loaded]) =>
      start(compiled, loaded.default as CodecFactory),
    );
    const { codec, complaints } = await running;
    complaints.length = 0;
    let image: ImageData | null = null;
    try {
      image = codec.decode(bytes, false);
      // A complaint may concern bytes after the picture; a missing end concerns the picture.
      if (image === null || complaints.some((line) => line.startsWith('Premature end'))) {
        throw new Error('The picture is cut off or damaged');
      }
      return { pixels: image.data, width: image.width, height: image.height };
    } catch (error) {
      throw new Error(complaints[0] ?? 'The picture is cut off or damaged', { cause: error });
    } finally {
      if (image === null || image.width * image.height > KEEP_BELOW_PIXELS) running = undefined;
    }
  };
}
