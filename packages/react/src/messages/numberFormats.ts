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
  /** 1:02:03.4, a time or a length in seconds with so many decimals. */
  readonly time: (seconds: number, decimals?: number) => string;
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
  const twoDigits = define({ minimumIntegerDigits: 2, useGrouping: false });
  const seconds = [0, 1, 2, 3].map((digits) =>
    define({ minimumIntegerDigits: 2, minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const decimals = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
  const count = define({});
  return {
    count,
    share: (value) => (value > 0 && value < 0.0095 ? tenthPercent : wholePercent)(value),
    exactShare: tenthPercent,
    decimal: define(decimals),
    bytes: (value) => (value < 1e6 ? kilobytes(value / 1e3) : megabytes(value / 1e6)),
    time: (value, digits = 0) => {
      // Rounded first, so that no time has 60 seconds.
      const total = Math.round(Math.abs(value) * 10 ** digits) / 10 ** digits;
      const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
      const written = hours > 0 ? `${count(hours)}:${twoDigits(minutes)}` : count(minutes);
      return `${value < 0 && total > 0 ? '−' : ''}${written}:${seconds[digits]!(total % 60)}`;
    },
    countChange: define({ signDisplay: 'exceptZero' }),
    decimalChange: define({ ...decimals, signDisplay: 'exceptZero' }),
    shareChange: define({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }),
    pointChange: (value) => points(100 * value),
  };
}
