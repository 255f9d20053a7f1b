/** A span of time in its largest unit, as "2 min". Below a minute it is in steps of five seconds, so that it does not flicker. */
export function formatDuration(seconds: number, locale: string): string {
  const [value, unit] =
    seconds < 55
      ? [5 * Math.ceil(seconds / 5), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit }).format(value);
}
