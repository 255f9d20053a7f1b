import { backendFlag } from './backendFlag';

/** The flags of `ferkit predict`. */
export const predictFlags = {
  model: { type: 'string', value: '<folder>', about: 'a model that train wrote (the one that comes with ferkit)' },
  whole: { type: 'boolean', about: 'take each image as one face that fills it; look for none' },
  threshold: { type: 'string', value: '<score>', about: 'no label where the highest score is below, 0 to 1 (0)' },
  top: { type: 'string', value: '<n>', about: 'how many labels to show (all of one image, 3 of several)' },
  draw: { type: 'boolean', about: 'draw the faces too; those of a single image are always drawn on a terminal' },
  json: { type: 'boolean', about: 'one line of JSON for each file' },
  out: { type: 'string', value: '<file>', about: 'write these lines to a file, and go on with one that is there' },
  shard: { type: 'string', value: '<i/n>', about: 'only the i-th of n parts of the images (1/1)' },
  ...backendFlag,
} as const;
