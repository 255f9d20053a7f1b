/** Where visitors may take a picture from. */
export type PictureSource = 'file' | 'url' | 'webcam';
