const DECODED = /\.(png|jpe?g|jpe|jfif|webp)$/i;
/** Formats that are not decoded in every place: files of them are known as images, so that they are counted. */
const OTHERS = /\.(bmp|dib|gif|tiff?|hei[cf]|avif|jxl|jp2|j2k|p[bgpn]m|ico|psd|svg|tga)$/i;

/** True for the file extensions of PNG, JPEG and WebP, which are decoded everywhere. */
export const isDecodedPath = (path: string): boolean => DECODED.test(path);

/** True for the file extensions of images, also of formats that are not decoded here. */
export const isImagePath = (path: string): boolean => DECODED.test(path) || OTHERS.test(path);

/** The last part of a path with forward slashes. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folders of a path with forward slashes, from the top. */
export const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1);

/** The name of an image file without folders and extensions: `s1.jpg.png` gives `s1`. */
export function stemOf(path: string): string {
  let stem = baseName(path);
  while (isImagePath(stem)) stem = stem.slice(0, stem.lastIndexOf('.'));
  return stem;
}
