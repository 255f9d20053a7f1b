import type { Abortable } from '../abortable';
import { toGray } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import { type Box, checkDetected, type Face, intersectionOverUnion } from './Face';
import type { DetectMode, FaceDetector } from './FaceDetector';
import { type FramedFace, frameOf, isTilted, tiltOf } from './FaceFrame';
import { rangeOf } from './stretchLevels';
import { lookCloser } from './lookCloser';
import { type FaceOrder, orderFaces } from './orderFaces';
import { mapLandmarks, type Turn, turnFaceBack, turnImage, turnSize } from './turnImage';

/** A face of an image, and how it is framed. */
export interface FoundFace extends Face {
  /** Degrees by which the image is turned clockwise so that the head is up. */
  readonly turned: Turn;
  /** True if the frame is rotated so that the eyes are level. */
  readonly upright: boolean;
}

/** The faces that were found in an image. */
export interface FoundFaces {
  readonly faces: readonly FoundFace[];
  /** True if the image is one cropped face, to be taken whole. The detector may have overlooked it: then there are no faces. */
  readonly isCrop: boolean;
}

interface FindOptions extends Abortable {
  readonly mode: DetectMode;
  readonly order: FaceOrder;
}

/**
 * Minimum score of a face that has its head up. Of 300 faces of PublicTest in a grey picture 81 % reach it upright, and 2.7 % seem upright
 * with it where the picture is upside down (0.75: 92 and 20 %).
 */
const CERTAIN = 0.82;
/** Largest tilt of the eyes, in radians, of a face that has its head up. */
const LEVEL = Math.PI / 3;
/** Minimum score of a face in a turned image in which nothing was found before: the detector's own for photos. */
const SURE = 0.6;
/**
 * Minimum gain of score by which a turned image, or a rotated window, is preferred. Scores of one face in two windows, 6 degrees apart,
 * differ by 0.015 in the median of 300 faces, and by less than 0.03 in three of four.
 */
const GAIN = 0.04;
/** Largest difference, in radians, of two measurements of the same tilt. */
const SAME_TILT = Math.PI / 6;
const TURNS: readonly Turn[] = [180, 90, 270];

/** Maximum ratio of the sides of a cropped face. */
const MOST_ASPECT = 1.2;
/**
 * Minimum intersection over union of a cropped face with the frame of its detection. Chosen among 0.5, 0.6 and 0.7 on 300 faces of
 * PublicTest, enlarged to 100 and 224 pixels, of which 80 % overlap as much: the bundled model is right on 65.3, 65.7 and 64.5 %, and on
 * 66.2 % where each image is taken whole.
 */
const LEAST_OVERLAP = 0.6;
/** The same for a face that is only found with room around the image. Of 23 such faces it is right on 21 taken whole, on 15 framed. */
const LEAST_OVERLAP_OF_UNSEEN = 0.4;
/** Images up to this width and height are looked at with room around them if nothing is found. */
const LARGEST_PADDED = 320;
/** Room on each side of such an image, in longer sides of the image. */
const ROOM = 0.25;
/** Images up to this width and height in which nothing is found are cropped faces, unless they are about evenly bright. */
const LARGEST_UNSEEN = 128;
/** Minimum difference between dark and light pixels, of 255 levels, of an image that is not evenly bright. */
const LEAST_RANGE = 24;

/**
 * Finds the faces of an image and decides how each is framed. A photo is looked at again where that helps: turned if nothing is found or
 * if the main face may be upside down, with room around it if it is small and nothing is found, and around each tilted head along its eyes.
 * A frame of a video is looked at once.
 * @throws OPTION_INVALID for faces of the detector that are none, and the detector's errors
 */
export async function findFaces(detector: FaceDetector, image: RgbaImage, options: FindOptions): Promise<FoundFaces> {
  const { mode, order } = options;
  const found = await look(detector, image, 0, options);
  if (mode === 'video') return { faces: found, isCrop: false };
  const isUnseen = found.length === 0;
  const turned = isUnseen
    ? await lookHarder(detector, image, options)
    : await turnToFaces(detector, image, found, options);
  const faces: FoundFace[] = [];
  for (const face of turned) faces.push(isTilted(face) ? await frameUpright(detector, image, face, options) : face);
  const isCrop = fills(image, faces, isUnseen ? LEAST_OVERLAP_OF_UNSEEN : LEAST_OVERLAP);
  const isTiny = isUnseen && faces.length === 0 && isTinyFace(image);
  return { faces: orderFound(faces, image, order), isCrop: isCrop || isTiny };
}

/** The faces in the turn of the image in which they have their heads up. */
async function turnToFaces(
  detector: FaceDetector,
  image: RgbaImage,
  found: readonly FoundFace[],
  options: FindOptions,
): Promise<readonly FoundFace[]> {
  const main = mainOf(found, image);
  if (main === undefined || areHeadsUp(found, image)) return found;
  if (hasHeadUp(main)) return turnToMost(detector, image, found, options);
  const same = await lookCloser(detector, image, main, 0, options);
  if (same !== undefined && hasHeadUp(same)) return found;
  const leastGain = isLevel(main) ? GAIN : 0;
  let best: { readonly turn: Turn; readonly score: number } = { turn: 0, score: (same?.score ?? 0) + leastGain };
  for (const turn of TURNS) {
    const turned = await lookCloser(detector, image, main, (-turn * Math.PI) / 180, options);
    if (turned === undefined || turned.score <= best.score) continue;
    if (isLevel({ ...turned, turned: turn }) && !isSameTilt(main, turned)) best = { turn, score: turned.score };
  }
  if (best.turn === 0) return found;
  const turned = await look(detector, image, best.turn, options);
  return areLevel(turned) ? turned : found;
}

/** The faces in the turn of the image in which most have their heads up, where the main face alone appears to have its head up. */
async function turnToMost(
  detector: FaceDetector,
  image: RgbaImage,
  found: readonly FoundFace[],
  options: FindOptions,
): Promise<readonly FoundFace[]> {
  const turned = await lookTurned(detector, image, options);
  return levelScore(turned) > levelScore(found) ? turned : found;
}

/** Sum of the scores of the faces that have their heads up. */
const levelScore = (faces: readonly FoundFace[]): number =>
  faces.filter(isLevel).reduce((sum, face) => sum + face.score, 0);

/** True if the main face and at least half of all have their heads up: of a group, the detector takes one face for upright that is not. */
function areHeadsUp(faces: readonly FoundFace[], image: RgbaImage): boolean {
  const main = mainOf(faces, image);
  return main !== undefined && hasHeadUp(main) && areLevel(faces);
}

/** True if at least half of the faces, and at least one, are level: the image is turned so that heads are up. */
const areLevel = (faces: readonly FoundFace[]): boolean =>
  faces.length > 0 && 2 * faces.filter(isLevel).length >= faces.length;

/** True for a tilted head whose eyes are tilted alike in a turned image: the head is tilted, and the image is not turned. */
const isSameTilt = (face: Face, turned: Face): boolean =>
  isLevel(face) && Math.cos(tiltOf(face) - tiltOf(turned)) > Math.cos(SAME_TILT);

const isLevel = (face: FramedFace): boolean => Math.abs(tiltOf(face)) <= LEVEL;

const hasHeadUp = (face: FramedFace & Face): boolean => face.score >= CERTAIN && isLevel(face);

/** Looks at an image that is turned. */
async function look(
  detector: FaceDetector,
  image: RgbaImage,
  turned: Turn,
  { signal, mode }: Pick<FindOptions, 'signal' | 'mode'>,
): Promise<readonly FoundFace[]> {
  const seen = turned === 0 ? image : turnImage(image, turned);
  const faces = await detector.detect(seen, { signal, mode });
  checkDetected(faces, seen);
  return faces.map((face) => ({ ...turnFaceBack(face, image, turned), turned, upright: false }));
}

/** Looks at an image again in which nothing was found: turned, and with room around it if it is small. */
async function lookHarder(
  detector: FaceDetector,
  image: RgbaImage,
  options: FindOptions,
): Promise<readonly FoundFace[]> {
  if (Math.max(image.width, image.height) > LARGEST_PADDED) return lookTurned(detector, image, options);
  const room = Math.round(ROOM * Math.max(image.width, image.height));
  const padded = padImage(image, room);
  const close = { ...options, mode: 'video' } as const;
  const moveBack = (faces: readonly FoundFace[]): readonly FoundFace[] =>
    faces.map((face) => moveFace(face, -room)).filter(({ box }) => intersectionOverUnion(box, boxOf(image)) > 0);
  const faces = moveBack(await look(detector, padded, 0, close));
  // Mode "video" also returns faces that the detector is less sure of: one of them counts if it fills the image.
  if (fills(image, faces, LEAST_OVERLAP_OF_UNSEEN)) return faces;
  const sure = faces.filter(({ score }) => score >= SURE);
  return sure.length > 0 ? sure : moveBack(await lookTurned(detector, padded, close));
}

/** The faces of the turn in which most have their heads up. */
async function lookTurned(
  detector: FaceDetector,
  image: RgbaImage,
  options: Pick<FindOptions, 'signal' | 'mode'>,
): Promise<readonly FoundFace[]> {
  let best: { readonly faces: readonly FoundFace[]; readonly score: number } = { faces: [], score: 0 };
  for (const turn of TURNS) {
    const faces = (await look(detector, image, turn, options)).filter(({ score }) => score >= SURE);
    const score = levelScore(faces);
    if (score > best.score) best = { faces, score };
    if (areHeadsUp(faces, image)) return faces;
  }
  return best.faces;
}

/** Adds room of mid-grey on all sides. */
function padImage({ pixels, width, height }: RgbaImage, room: number): RgbaImage {
  const size = { width: width + 2 * room, height: height + 2 * room };
  const padded = new Uint8Array(size.width * size.height * 4).fill(128);
  for (let at = 3; at < padded.length; at += 4) padded[at] = 255;
  for (let row = 0; row < height; row++) {
    const line = pixels.subarray(row * width * 4, (row + 1) * width * 4);
    padded.set(line, ((row + room) * size.width + room) * 4);
  }
  return { pixels: padded, ...size };
}

function moveFace(face: FoundFace, by: number): FoundFace {
  const { box, landmarks } = face;
  return {
    ...face,
    box: { ...box, x: box.x + by, y: box.y + by },
    landmarks: landmarks && mapLandmarks(landmarks, ({ x, y }) => ({ x: x + by, y: y + by })),
  };
}

/** Frames a tilted head along its eyes, which are found better in a window that is rotated with them. */
async function frameUpright(
  detector: FaceDetector,
  image: RgbaImage,
  face: FoundFace,
  options: Abortable,
): Promise<FoundFace> {
  const angle = tiltOf(face) - (face.turned * Math.PI) / 180;
  const closer = await lookCloser(detector, image, face, angle, options);
  if (closer === undefined || closer.score < face.score - GAIN) return { ...face, upright: true };
  const better = { ...face, ...closer, score: face.score };
  return { ...better, upright: isTilted(better) };
}

/** True if the only face of an image fills it. */
function fills(image: RgbaImage, faces: readonly FoundFace[], leastOverlap: number): boolean {
  const [face, ...others] = orderFaces(faces, image, 'main');
  if (face === undefined || !isSquarish(image) || face.upright) return false;
  // Detections within the face, such as of an eye, are none.
  if (others.some(({ box }) => 2 * box.width > face.box.width)) return false;
  const { center, side } = frameOf(face, false);
  const frame = { x: center.x - side / 2, y: center.y - side / 2, width: side, height: side };
  return intersectionOverUnion(frame, boxOf(image)) >= leastOverlap;
}

/** True if an image is so small that it may be a cropped face that the detector overlooks, and is not evenly bright. */
const isTinyFace = (image: RgbaImage): boolean =>
  isSquarish(image) && Math.max(image.width, image.height) <= LARGEST_UNSEEN && showsAnything(image);

const isSquarish = ({ width, height }: RgbaImage): boolean =>
  Math.max(width, height) <= MOST_ASPECT * Math.min(width, height);

/** True unless all pixels are about equally bright. */
function showsAnything(image: RgbaImage): boolean {
  const { low, high } = rangeOf(toGray(image));
  return high - low >= LEAST_RANGE;
}

/** Orders faces as they appear in the turned image. */
function orderFound(faces: readonly FoundFace[], image: RgbaImage, order: FaceOrder): readonly FoundFace[] {
  const turned = faces[0]?.turned ?? 0;
  if (order !== 'reading' || turned === 0) return orderFaces(faces, image, order);
  const back = ((360 - turned) % 360) as Turn;
  const size = turnSize(image, turned);
  const seen = faces.map((face) => ({ face, score: face.score, box: turnFaceBack(face, size, back).box }));
  return orderFaces(seen, size, order).map(({ face }) => face);
}

const mainOf = (faces: readonly FoundFace[], image: RgbaImage): FoundFace | undefined =>
  orderFaces(faces, image, 'main')[0];

const boxOf = ({ width, height }: RgbaImage): Box => ({ x: 0, y: 0, width, height });
