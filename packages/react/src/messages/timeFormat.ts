const cache = new Map<string, Intl.NumberFormat>();

/** A number with at least so many digits before the point, and so many after it. */
function write(value: number, locale: string, digits: number, decimals = 0): string {
  const key = `${locale} ${digits} ${decimals}`;
  let format = cache.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumIntegerDigits: digits,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    cache.set(key, format);
  }
  return format.format(value);
}

/** A time or a length in seconds as 1:02:03.4, in the digits of a language. */
export function writeTime(seconds: number, locale: string, decimals = 0): string {
  // Rounded first, so that no time has 60 seconds.
  const total = Math.round(Math.abs(seconds) * 10 ** decimals) / 10 ** decimals;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const start = hours > 0 ? `${write(hours, locale, 1)}:${write(minutes, locale, 2)}` : write(minutes, locale, 1);
  return `${seconds < 0 && total > 0 ? '−' : ''}${start}:${write(total % 60, locale, 2, decimals)}`;
}
