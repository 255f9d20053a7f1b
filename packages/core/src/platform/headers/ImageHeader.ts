/** What the first bytes of an image file claim; nothing of it has been decoded yet. */
export interface ImageHeader {
  readonly format: 'PNG' | 'JPEG' | 'WebP';
  /** Width and height as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** The file's EXIF block, a view on its bytes: a TIFF header and what follows. */
  readonly exif?: Uint8Array | undefined;
}
