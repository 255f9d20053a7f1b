/** A file of TensorFlow's library in the place where it is built. */
export interface LibraryFile {
  /** `libtensorflow_cc.so.2` */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What it links to, where it stays where it is. */
  readonly link?: string;
}

/** Where the library is from. */
export type LibrarySource =
  | { readonly kind: 'wheel'; readonly file: string; readonly sha256: string; readonly address?: string }
  | { readonly kind: 'folder'; readonly path: string };

/** TensorFlow's library, ready to be built against. */
export interface NativeLibrary {
  readonly source: LibrarySource;
  /** The folder of its headers. */
  readonly include: string;
  readonly files: readonly LibraryFile[];
}

/** What the two libraries are called: the C API is in the first, whose name depends on who built it. */
export const apiLibraries = ['libtensorflow_cc.so.2', 'libtensorflow.so.2'] as const;
export const frameworkLibrary = 'libtensorflow_framework.so.2';
