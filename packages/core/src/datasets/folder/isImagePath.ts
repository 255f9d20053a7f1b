/** Whether a file's name says that it is an image that ferkit decodes. */
export function isImagePath(path: string): boolean {
  return /\.(png|jpe?g|webp)$/i.test(path);
}
