/** Whether a name is one of a PNG, JPEG or WebP, which is all that is known of a file before it is opened. */
export const isImageName = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);
