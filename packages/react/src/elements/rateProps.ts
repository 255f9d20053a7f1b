import type { CSSProperties } from 'react';

/** Attributes of a table cell that underline its number with a bar. @param rate - length of the bar, in [0, 1] */
export function rateProps(rate: number): { readonly 'data-rate': ''; readonly style: CSSProperties } {
  // Rounded, so that server and browser render the same.
  return { 'data-rate': '', style: { '--ferkit-rate': rate.toFixed(3) } as CSSProperties };
}
