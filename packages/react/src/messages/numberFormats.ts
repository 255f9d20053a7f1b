/** Number formats of the components. */
export interface NumberFormats {
  /** 1,234 */
  readonly count: (value: number) => string;
  /** 87%, with one decimal below 1%: 0.4%. */
  readonly share: (value: number) => string;
  /** 87.3% */
  readonly exactShare: (value: number) => string;
  /** 0.873 */
  readonly decimal: (value: number) => string;
  /** 598 kB */
  readonly bytes: (value: number) => string;
  /** +12 */
  readonly countChange: (value: number) => string;
  /** -0.042 */
  readonly decimalChange: (value: number) => string;
  /** +2.1%, for a difference between shares in percentage points. */
  readonly shareChange: (value: number) => string;
  /** -18.7, the same in percentage points. */
  readonly pointChange: (value: number) => string;
}

const cache = new Map<string, NumberFormats>();

/** The number formats of a language, cached because creating them is slow. */
export function numberFormats(locale: string): NumberFormats {
  let formats = cache.get(locale);
  if (formats === undefined) cache.set(locale, (formats = createFormats(locale)));
  return formats;
}

function createFormats(locale: string): NumberFormats {
  const define = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value) => format.format(value);
  };
  const wholePercent = define({ style: 'percent' });
  const tenthPercent = define({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const points = define({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const kilobytes = define({ style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  const megabytes = define({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  const decimals = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
  return {
    count: define({}),
    share: (value) => (value > 0 && value < 0.0095 ? tenthPercent : wholePercent)(value),
    exactShare: tenthPercent,
    decimal: define(decimals),
    bytes: (value) => (value < 1e6 ? kilobytes(value / 1e3) : megabytes(value / 1e6)),
    countChange: define({ signDisplay: 'exceptZero' }),
    decimalChange: define({ ...decimals, signDisplay: 'exceptZero' }),
    shareChange: define({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }),
    pointChange: (value) => points(100 * value),
  };
}
