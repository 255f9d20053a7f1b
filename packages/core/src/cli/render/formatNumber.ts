export { countOf, formatCount } from '../../words';

/** 0.5525 as "55.25 %"; with one digit after the point, "55.3 %". */
export const formatPercent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;

/** Bytes in the largest decimal unit that leaves a number of at least 1: 1195340 as "1.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]!}`;
}

/** Seconds in the two largest units: 3725 as "1 h 2 min". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Operations of one image in millions: 48451840 as "48.5 million". */
export const formatMillions = (value: number): string => `${(value / 1e6).toFixed(1)} million`;
