import * as core from '@ferkit/core';
import { detectTable } from '#core/faces/BlazeFaceDetector';
import { faceDetectorTable } from '#core/faces/createFaceDetector';
import { faceTrackerTable } from '#core/faces/FaceTracks';
import { frameTable } from '#core/faces/frameFace';
import { readImageTable } from '#core/images/readImage';
import { testBackend } from '../../support/testBackend';
import { type Door, isWhole } from '../Door';
import { color, type Examples, face, gray, imageArgument } from '../examples';

/** Functions and methods of images and faces. */
export function listFaceDoors({ detector, disposedDetector }: Examples): readonly Door[] {
  const frame = { center: { x: 8, y: 8 }, side: 12, angle: 0 };
  const tracker = new core.FaceTracker();
  return [
    { name: 'readGrayImage', call: core.readGrayImage, args: [imageArgument(gray)], table: readImageTable },
    { name: 'readColorImage', call: core.readColorImage, args: [imageArgument(color)], table: readImageTable },
    {
      name: 'createFaceDetector',
      call: core.createFaceDetector,
      args: [],
      table: faceDetectorTable,
      options: { backend: testBackend },
      accepts: { backend: () => false },
    },
    {
      name: 'FaceDetector#detect',
      call: (...args: never[]) => detector.detect(...(args as unknown as [never])),
      table: detectTable,
      args: [{ name: 'image', valid: color, wrong: [gray] }],
    },
    { name: 'FaceDetector#detect after dispose', call: () => disposedDetector.detect(color), args: [], runs: false },
    { name: 'FaceDetector#dispose', call: () => disposedDetector.dispose(), args: [] },
    {
      name: 'cropFace',
      call: core.cropFace,
      args: [
        { name: 'image', valid: color, wrong: [gray] },
        {
          name: 'frame',
          valid: frame,
          wrong: [{ ...frame, side: 0 }, { ...frame, angle: NaN }, { ...frame, center: { x: 1 } }, face],
        },
        { name: 'size', valid: { width: 4, height: 4 }, wrong: [{ width: 4 }, { width: 4, height: 1e9 }] },
      ],
    },
    { name: 'stretchContrast', call: core.stretchContrast, args: [{ name: 'face', valid: gray, wrong: [color] }] },
    {
      name: 'frameFace',
      call: core.frameFace,
      table: frameTable,
      args: [{ name: 'face', valid: face, wrong: [face.box, { ...face, box: { ...face.box, width: -1 } }] }],
    },
    {
      name: 'FaceTracker',
      call: (...args: never[]) => new core.FaceTracker(...(args as unknown as [never])),
      args: [],
      table: faceTrackerTable,
    },
    {
      name: 'FaceTracker#update',
      call: (...args: never[]) => tracker.update(...(args as unknown as [never, never])),
      args: [
        {
          name: 'faces',
          valid: [face],
          wrong: [face, [face, null], [{ ...face, score: 2 }]],
          accepts: (value) => Array.isArray(value) && value.length === 0,
        },
        { name: 'time', valid: 5, accepts: Number.isFinite },
      ],
    },
    {
      name: 'FaceTracker#isTracking',
      call: (track: never) => tracker.isTracking(track),
      args: [{ name: 'track', valid: 1, accepts: isWhole(1) }],
    },
    { name: 'FaceTracker#reset', call: () => tracker.reset(), args: [] },
  ] as readonly Door[];
}
