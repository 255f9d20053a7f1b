import { backendFlag } from './backendFlag';

/** The flags of `ferkit predict`. */
export const predictFlags = {
  model: { type: 'string', value: '<folder>', about: 'a model that train wrote (the bundled one)' },
  whole: { type: 'boolean', about: 'take each image as one face, without face detection' },
  threshold: { type: 'string', value: '<score>', about: 'no label if the highest score is below, 0 to 1 (0)' },
  top: { type: 'string', value: '<n>', about: 'number of labels to show (all of one image, 3 of several)' },
  draw: { type: 'boolean', about: 'draw the faces too; those of a single image are always drawn on a terminal' },
  json: { type: 'boolean', about: 'one line of JSON for each file' },
  out: { type: 'string', value: '<file>', about: 'write these lines to a file; an existing one is resumed' },
  shard: { type: 'string', value: '<i/n>', about: 'only the i-th of n shards of the images (1/1)' },
  ...backendFlag,
} as const;
