/** The flags of commands that read a dataset. */
export const dataFlags = {
  data: {
    type: 'string',
    value: '<path>',
    about: 'a FER2013 CSV, plain or gzip, a folder of images (split/label/*.png), or a URL',
  },
  synthetic: { type: 'boolean', about: "ferkit's drawn faces instead of a dataset: a toy for trying things out" },
  count: { type: 'string', value: '<n>', about: 'how many synthetic faces (2100)' },
  merge: { type: 'string', multiple: true, value: '<from:into>', about: 'make one label of two, e.g. disgust:angry' },
  labels: { type: 'string', value: '<a,b,...>', about: 'only the samples of these labels' },
  fraction: {
    type: 'string',
    value: '<share>',
    about: 'a random part of the samples, e.g. 0.1; every label keeps its share',
  },
  'skip-bad-rows': { type: 'boolean', about: 'leave malformed rows or images out and count them, instead of stopping' },
} as const;
