import { isFerError } from '../../errors';
import { mapChannels, toChannels } from '../../images/channels';
import type { GrayImage, ModelImage } from '../../images/GrayImage';
import { toModelImage } from '../../images/toModelImage';
import { readImage } from '../../images/readImage';
import { resizeImage } from '../../images/resizeGray';
import { isDecodedFormat, isImageFormat } from '../../imageFormats';
import { isDecodedPath, isImagePath } from '../../imagePaths';
import type { FolderEntry } from '../../platform/Platform';
import { readBytes } from '../../platform/readBytes';
import { createYielder } from '../../yieldToEvents';
import { type DatasetColumns, imageSizeOf } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { type FaceReport, reportFaces } from '../FaceReport';
import { allocatePixels } from '../PixelStore';
import { malformed } from '../malformed';
import type { SkippedKind, SkippedLog } from '../skipped';
import { type FittedPicture, type Look, PictureFitter, probePositions } from './PictureFitter';
import { notify } from '../../notify';

/** Kinds of skipped images by format, and by file extension where the bytes do not tell. */
const KINDS: Readonly<Record<string, SkippedKind>> = {
  BMP: 'bmp',
  DIB: 'bmp',
  GIF: 'gif',
  TIFF: 'tiff',
  TIF: 'tiff',
  HEIC: 'heic',
  HEIF: 'heic',
  AVIF: 'avif',
};

/** Number of images read at once, so that I/O overlaps with decoding. */
const CONCURRENCY = 16;

/** Number of photos decoded at once. The limit bounds memory: a decoded photo takes tens of megabytes. */
const CONCURRENT_PHOTOS = 4;

/** Files above this size in bytes are photos. */
const LEAST_PHOTO = 65_536;

/** A part of an image in pixels. */
export interface ImageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An image file of a dataset. */
export interface ImageFile {
  readonly entry: FolderEntry;
  /** The part to read, where a list says where the face is; by default the whole image. */
  readonly box?: ImageBox;
  /** Its pixels, where they are decoded already. */
  readonly image?: ModelImage;
}

/** An image file with the numbers of its label and split. */
export interface LabeledImage extends ImageFile {
  readonly label: number;
  readonly split: number;
  readonly group?: string | undefined;
  /** The shares of the labels, where voters were asked. */
  readonly shares?: readonly number[];
}

/** The facts of a dataset that its images do not tell. */
interface LabeledSource {
  readonly name: string;
  readonly labels: readonly string[];
  /** The numbering of the labels in words, where the source has numbers. */
  readonly numbering: string | undefined;
}

/**
 * Reads the labeled images of a dataset as {@link readImages} does, and leaves out those that were skipped.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE, OUT_OF_MEMORY, and the errors of the face detector
 */
export async function readLabeledImages(
  images: readonly LabeledImage[],
  { name, labels, numbering }: LabeledSource,
  options: ReadDatasetOptions,
  skipped: SkippedLog,
): Promise<DatasetColumns> {
  const { pixels, rows, faces } = await readImages(images, options, skipped);
  const groups = images.map(({ group }) => group);
  const hasShares = images.some(({ shares }) => shares !== undefined);
  return {
    name,
    labels,
    ...(numbering === undefined ? {} : { numbering }),
    width: options.width,
    height: options.height,
    channels: options.channels,
    pixels,
    rows,
    labelIndices: Uint8Array.from(rows, (row) => images[row]!.label),
    splitIndices: Uint8Array.from(rows, (row) => images[row]!.split),
    ...(hasShares ? { softLabels: gatherShares(images, rows, labels.length) } : {}),
    sources: images.map(({ entry }) => entry.path),
    ...(groups.some((group) => group !== undefined) ? { groups } : {}),
    skipped: skipped.report(),
    faces,
  };
}

function gatherShares(images: readonly LabeledImage[], rows: Uint32Array, count: number): Float32Array {
  const softLabels = new Float32Array(rows.length * count);
  rows.forEach((row, k) => {
    const { shares, label } = images[row]!;
    if (shares === undefined) softLabels[k * count + label] = 1;
    else softLabels.set(shares, k * count);
  });
  return softLabels;
}

/** The images of a dataset, decoded. */
interface ReadImages {
  /** Images x height x width x channels; those of bad images are black. */
  readonly pixels: Uint8Array;
  /** Numbers of the good images. */
  readonly rows: Uint32Array;
  readonly faces: FaceReport;
}

/**
 * Reads image files as pixels of one size: the face of each, see `OpenDatasetOptions.faces`.
 * @param skipped - receives the images that cannot be decoded, and those without a face
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE, OUT_OF_MEMORY, and the errors of the face detector
 */
async function readImages(
  images: readonly ImageFile[],
  options: ReadDatasetOptions,
  skipped: SkippedLog,
): Promise<ReadImages> {
  const { width, height, channels, onProgress } = options;
  const imageSize = imageSizeOf(options);
  const pixels = allocatePixels(images.length * imageSize);
  const good = new Uint8Array(images.length);
  const severalFaces: number[] = [];
  const failures: { readonly row: number; readonly error: unknown }[] = [];
  const fitter = new PictureFitter(options);
  const limitPhotos = createLimiter(CONCURRENT_PHOTOS);
  const yieldIfDue = createYielder(options);
  let done = 0;
  let goodCount = 0;
  let cropped = 0;
  let bytes = 0;

  const keep = (row: number, picture: FittedPicture | undefined): void => {
    const { path } = images[row]!.entry;
    if (picture === undefined) {
      skipped.add({ kind: 'no-face', source: path, reason: `No face was found in "${path}".` }, row);
      return;
    }
    pixels.set(picture.pixels.pixels, row * imageSize);
    good[row] = 1;
    goodCount += 1;
    if (picture.isCropped) cropped += 1;
    if (picture.count > 1) severalFaces.push(row);
  };
  const readOne = async (row: number, take: (look: Look) => void): Promise<void> => {
    const { entry, box, image: decoded } = images[row]!;
    const { path, source: file } = entry;
    try {
      if (decoded !== undefined) {
        keep(row, { pixels: resizeImage(toChannels(decoded, channels), width, height), isCropped: false, count: 1 });
        return;
      }
      const encoded = await readBytes(file, options);
      bytes += encoded.length;
      const look = async (): Promise<void> => {
        const picture = await readImage(encoded, { signal: options.signal });
        if (box === undefined) {
          take(await fitter.look(picture));
          return;
        }
        const part = mapChannels(toModelImage(picture, channels), (plane) => cropGray(plane, box, path));
        keep(row, { pixels: resizeImage(part, width, height), isCropped: true, count: 1 });
      };
      await (encoded.length < LEAST_PHOTO ? look() : limitPhotos(look));
    } catch (error) {
      skipImage(error, path, row, goodCount, skipped);
    }
  };
  const readRows = async (rows: readonly number[], take: (row: number, look: Look) => void): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < rows.length && failures.length === 0) {
        const row = rows[next++]!;
        await yieldIfDue();
        try {
          await readOne(row, (look) => take(row, look));
          done += 1;
          await notify(onProgress, { bytes, rows: done, totalRows: images.length }, options);
        } catch (error) {
          failures.push({ row, error });
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    // Images are started in order, so the first failure is the same in every run, whichever image fails first in time.
    const [first] = failures.sort((one, other) => one.row - other.row);
    if (first !== undefined) throw first.error;
  };

  try {
    const probes = new Set(probePositions(images.length));
    const looks = new Map<number, Look>();
    await readRows([...probes], (row, look) => looks.set(row, look));
    fitter.learn(looks.values());
    for (const [row, look] of looks) keep(row, fitter.choose(look));
    const rest = Array.from(images.keys()).filter((row) => !probes.has(row));
    await readRows(rest, (row, look) => keep(row, fitter.choose(look)));
  } finally {
    await fitter.dispose();
  }
  const rows = Uint32Array.from({ length: goodCount });
  let at = 0;
  good.forEach((isGood, row) => {
    if (isGood === 1) rows[at++] = row;
  });
  const severalSources = severalFaces.sort((one, other) => one - other).map((row) => images[row]!.entry.path);
  return { pixels, rows, faces: reportFaces(cropped, goodCount - cropped, severalSources) };
}

/** Makes a function that runs tasks, at most `limit` of them at once. */
function createLimiter(limit: number): (task: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Counts an image that cannot be read. One of a format that is not decoded here is left out whatever `onBadRow` says. */
function skipImage(error: unknown, path: string, row: number, goodRows: number, skipped: SkippedLog): void {
  const isUndecoded = isFerError(error, 'PEER_MISSING') && error.details.format !== undefined;
  if (!isUndecoded && !isFerError(error, 'IMAGE_UNREADABLE')) {
    skipped.skip(error, row, goodRows);
    return;
  }
  const format = error.details.format ?? path.slice(path.lastIndexOf('.') + 1).toUpperCase();
  const isOther = (isImageFormat(format) && !isDecodedFormat(format)) || (isImagePath(path) && !isDecodedPath(path));
  const kind = KINDS[format] ?? (isOther ? 'other-format' : undefined);
  if (kind === undefined) {
    skipped.skip(isUndecoded ? error : imageMalformed(path, error), row, goodRows);
    return;
  }
  const { received, next } = error.details;
  const isKnown = error.details.format !== undefined;
  const reason = isKnown ? `is of the format ${format}, which is not decoded here.` : `cannot be decoded: ${received}.`;
  const advice = isKnown && next !== undefined ? ` ${next}` : '';
  skipped.add({ kind, source: path, reason: `"${path}" ${reason}${advice}` }, row);
}

function imageMalformed(
  path: string,
  error: { readonly details: { readonly expected?: string; readonly received?: string } },
): Error {
  const { expected = 'an image', received = 'something else' } = error.details;
  return malformed({ source: path, expected, received, cause: error });
}

/** Cuts out the part of a box that lies within the image. */
function cropGray(image: GrayImage, box: ImageBox, source: string): GrayImage {
  const left = Math.max(Math.round(box.x), 0);
  const top = Math.max(Math.round(box.y), 0);
  const width = Math.min(Math.round(box.x + box.width), image.width) - left;
  const height = Math.min(Math.round(box.y + box.height), image.height) - top;
  if (!(width > 0 && height > 0)) {
    const expected = `a box of the face within ${image.width} x ${image.height} pixels`;
    throw malformed({ source, expected, received: `${box.width} x ${box.height} at ${box.x}, ${box.y}` });
  }
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * image.width + left;
    pixels.set(image.pixels.subarray(from, from + width), y * width);
  }
  return { pixels, width, height };
}
