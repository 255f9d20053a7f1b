/** The last part of a path or URL, without the endings of dataset files: `data/fer2013.csv.gz` is `fer2013`. */
export function nameOf(source: string, { name }: { readonly name: string }): string {
  if (name !== 'auto') return name;
  const path = source.replace(/[?#].*$/, '').replace(/[\\/]+$/, '');
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return last.replace(/\.gz$/i, '').replace(/\.(csv|npy)$/i, '') || last || source;
}
