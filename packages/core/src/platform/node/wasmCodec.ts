import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FerError } from '../../errors';
import type { RgbaImage } from '../Platform';
import { reasonOf } from '../readErrors';

/** A jSquash codec: its package, its files, and the function that decodes. */
interface CodecSource<C> {
  /** Its package. */
  readonly package: string;
  /** Its `.wasm` file in the package. */
  readonly wasm: string;
  /** Imports its JavaScript. */
  load(): Promise<{ readonly default: unknown }>;
  decode(codec: C, bytes: Uint8Array): ImageData | null;
}

/**
 * Makes a decoder from a jSquash WebAssembly codec. The codec is loaded at the first call and kept, but dropped after a
 * failure, which leaves its memory in an unknown state.
 * @returns a function that decodes a file; it throws PEER_MISSING without the codec, else a plain error with the codec's first
 * message
 */
export function wasmCodec<C>(source: CodecSource<C>): (bytes: Uint8Array) => Promise<RgbaImage> {
  let running: Promise<RunningCodec<C>> | undefined;
  let module: WebAssembly.Module | undefined;

  const load = async (): Promise<RunningCodec<C>> => {
    const path = createRequire(import.meta.url).resolve(`${source.package}/${source.wasm}`);
    const loaded = await source.load();
    module ??= await WebAssembly.compile(await readFile(path));
    return start(module, loaded.default as CodecFactory<C>);
  };

  const ready = async (): Promise<RunningCodec<C>> => {
    for (;;) {
      const starting = (running ??= load());
      try {
        const codec = await starting;
        // Another call may have failed and dropped the codec meanwhile.
        if (running === starting) return codec;
      } catch (cause) {
        if (running === starting) running = undefined;
        throw codecMissing(source.package, cause);
      }
    }
  };

  return async (bytes) => {
    const { codec, messages } = await ready();
    messages.length = 0;
    let image: ImageData | null = null;
    try {
      image = withImageData(() => source.decode(codec, bytes));
    } catch (error) {
      throw new Error(messages[0] ?? 'the codec stopped', { cause: error });
    } finally {
      if (image === null || image.width * image.height > KEEP_BELOW_PIXELS) running = undefined;
    }
    if (image === null) throw new Error(messages[0] ?? 'the image is truncated or damaged');
    // Other messages concern bytes that do not affect the image; every viewer shows such files.
    const missing = messages.find((line) => line.startsWith('Premature end'));
    if (missing !== undefined) throw new Error(missing);
    return { pixels: image.data, width: image.width, height: image.height };
  };
}

/** The factory function of an Emscripten module. */
type CodecFactory<C> = (overrides: object) => Promise<C>;

/** An instantiated codec, and its messages on standard error. */
interface RunningCodec<C> {
  readonly codec: C;
  readonly messages: string[];
}

/** After a larger image the codec is instantiated again, because a WebAssembly memory never shrinks. */
const KEEP_BELOW_PIXELS = 16_000_000;

async function start<C>(module: WebAssembly.Module, factory: CodecFactory<C>): Promise<RunningCodec<C>> {
  const messages: string[] = [];
  const starting = withImageData(() =>
    factory({
      noInitialRun: true,
      print: () => undefined,
      printErr: (line: string) => messages.push(line),
      instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object {
        const instance = new WebAssembly.Instance(module, imports);
        receive(instance);
        return instance.exports;
      },
    }),
  );
  return { codec: await starting, messages };
}

/** The codecs are dependencies of ferkit, but a bundler may drop their `.wasm` files. */
function codecMissing(name: string, cause: unknown): FerError<'PEER_MISSING'> {
  const install = `npm install ${name}`;
  return new FerError(
    'PEER_MISSING',
    {
      failed: 'The image decoder cannot be loaded',
      expected: `the package ${name} in node_modules`,
      received: reasonOf(cause),
      next: `Run: ${install}`,
      package: name,
      install,
    },
    { cause },
  );
}

/** Substitute for the browser's ImageData: the codecs return their result in one, by its global name. */
class ImageDataSubstitute {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/**
 * Runs a synchronous call with a temporary global ImageData. A permanent global would make other libraries assume a browser.
 */
function withImageData<T>(call: () => T): T {
  if ('ImageData' in globalThis) return call();
  Object.defineProperty(globalThis, 'ImageData', { value: ImageDataSubstitute, configurable: true });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(globalThis, 'ImageData');
  }
}
