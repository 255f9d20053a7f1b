/** The files of a folder that holds a dataset as NumPy arrays. */
export const npyFiles = {
  images: 'images.npy',
  labels: 'labels.npy',
  splits: 'splits.npy',
  /** What arrays cannot say: the names. */
  names: 'dataset.json',
} as const;
