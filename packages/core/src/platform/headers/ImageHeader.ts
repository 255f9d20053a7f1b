/** What the first bytes of an image file claim; nothing of it has been decoded yet. */
export interface ImageHeader {
  readonly format: 'PNG' | 'JPEG' | 'WebP';
  /** Width and height as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** The EXIF orientation, 1 to 8; 1 where there is none. */
  readonly orientation: number;
}
