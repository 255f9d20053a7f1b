/** Which rooms a room may import from, besides itself and the files that lie beside the rooms (errors, labels, random ...). */
export const allowedRooms: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  images: ['platform'],
  datasets: ['platform', 'images'],
  metrics: [],
  timeline: [],
  tfjs: [],
  kernels: ['tfjs'],
  graphs: ['kernels', 'tfjs'],
  backends: ['graphs', 'kernels', 'platform', 'tfjs'],
  // The bundled model's files.
  pretrained: [],
  models: ['backends', 'graphs', 'images', 'platform', 'pretrained', 'tfjs'],
  training: ['backends', 'datasets', 'graphs', 'images', 'kernels', 'metrics', 'models', 'platform', 'tfjs'],
  evaluation: ['backends', 'datasets', 'metrics', 'models', 'tfjs'],
  experiments: ['backends', 'datasets', 'evaluation', 'metrics', 'models', 'platform', 'training'],
  exchange: ['backends', 'images', 'models', 'platform', 'tfjs'],
  projects: ['backends', 'datasets', 'images', 'models', 'platform', 'training'],
  faces: ['backends', 'graphs', 'images', 'platform', 'tfjs'],
  inference: ['backends', 'faces', 'images', 'models', 'platform'],
  worker: ['backends', 'datasets', 'faces', 'images', 'inference', 'models', 'platform', 'training'],
  // Lists of what a subpath of the package makes public; of the tensor rooms only types.
  entries: [
    'backends',
    'datasets',
    'evaluation',
    'exchange',
    'faces',
    'images',
    'metrics',
    'models',
    'platform',
    'timeline',
    'training',
    'worker',
  ],
  // Installation of backends for Node by the command line; not needed at runtime.
  native: ['backends', 'platform'],
  // The command line uses the public API like any other user, #platform for locks and archives, and the encoder of PNG files. Its flags
  // take checks, defaults and choices from the tables of options, which any room may lend it.
  cli: ['entries', 'images', 'native'],
};
