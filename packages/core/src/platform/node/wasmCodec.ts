import { unpackEmbedded } from '../../unpackEmbedded';
import { FerError, isFerError } from '../../errors';
import { importChunk } from '../../importChunk';
import type { RgbaImage } from '../Platform';
import { compileWasm } from '../compileWasm';
import { reasonOf } from '../readErrors';

/** A jSquash codec: its parts, and the function that decodes. */
interface CodecSource<C> {
  /** Its name for messages: "JPEG decoder". */
  readonly part: string;
  /** Imports the module that embeds its WebAssembly. */
  embedded(): Promise<{ readonly binary: string }>;
  /** Imports its JavaScript. */
  load(): Promise<{ readonly default: unknown }>;
  decode(codec: C, bytes: Uint8Array): ImageData | null;
}

/**
 * Makes a decoder from a jSquash WebAssembly codec. The codec is loaded at the first call and kept, but dropped after a
 * failure, which leaves its memory in an unknown state.
 * @returns a function that decodes a file; it throws BACKEND_UNAVAILABLE if the codec cannot start, else a plain error with the codec's
 * first message
 */
export function wasmCodec<C>(source: CodecSource<C>): (bytes: Uint8Array) => Promise<RgbaImage> {
  let running: Promise<RunningCodec<C>> | undefined;
  let module: WebAssembly.Module | undefined;

  const load = async (): Promise<RunningCodec<C>> => {
    const loaded = await importChunk(source.part, () => source.load());
    module ??= await compile();
    return start(module, loaded.default as CodecFactory<C>);
  };

  const compile = async (): Promise<WebAssembly.Module> => {
    const { binary } = await importChunk(source.part, () => source.embedded());
    return compileWasm(await unpackEmbedded(binary)).catch((cause: unknown) => {
      throw cannotStart(source.part, cause);
    });
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
        throw isFerError(cause) ? cause : cannotStart(source.part, cause);
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

/** Composes the error about a codec that does not start here. It is no fault of the image, which must not count as unreadable. */
function cannotStart(part: string, cause: unknown): FerError {
  const reason = reasonOf(cause);
  const failed = `The ${part}, which is WebAssembly, cannot start: ${reason}`;
  return new FerError('BACKEND_UNAVAILABLE', { failed, refused: [{ name: 'wasm', reason }] }, { cause });
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
