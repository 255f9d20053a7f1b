import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FerError } from '../../errors';
import type { RgbaImage } from '../Platform';
import { reasonOf } from '../unreadable';

/** The factory that Emscripten makes. */
type CodecFactory<C> = (overrides: object) => Promise<C>;

/** Where to find a codec of jSquash, and how to call it. */
interface CodecSource<C> {
  /** The package that it lies in. */
  readonly package: string;
  /** Its `.wasm` file there. */
  readonly wasm: string;
  /** Imports its JavaScript. */
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

/** The codecs are dependencies of ferkit, but a bundler that leaves out their `.wasm` files can lose them. */
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

/**
 * Makes a decoder from one of jSquash's WebAssembly codecs. It loads the codec at the first call and keeps it, but drops
 * it after a failure, which leaves its memory in an unknown state.
 * @returns a function that decodes a file; it throws PEER_MISSING where there is no codec, else a plain error with the
 * first thing that the codec complained about
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
        // Another call may have failed, and dropped the codec, while this one waited.
        if (running === starting) return codec;
      } catch (cause) {
        if (running === starting) running = undefined;
        throw codecMissing(source.package, cause);
      }
    }
  };

  return async (bytes) => {
    const { codec, complaints } = await ready();
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

/** Stands in for the browser's class: the codecs hand their result over in one, by its global name. */
class Picture {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/**
 * Runs a synchronous call with a global ImageData, and takes it away again: a lasting global of that name would make other
 * libraries believe that they run in a browser.
 */
function lendImageData<T>(call: () => T): T {
  if ('ImageData' in globalThis) return call();
  Object.defineProperty(globalThis, 'ImageData', { value: Picture, configurable: true });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(globalThis, 'ImageData');
  }
}
