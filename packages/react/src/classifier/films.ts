const FILM_ENDINGS = /\.(3gp|avi|m4v|mkv|mov|mp4|mpe?g|ogv|ts|webm|wmv)$/i;

/** True for a file of a film. Some systems know no type of a film's file, so its name tells too. */
export const isFilmFile = (file: unknown): file is File =>
  file instanceof File && (file.type === '' ? FILM_ENDINGS.test(file.name) : file.type.startsWith('video/'));
