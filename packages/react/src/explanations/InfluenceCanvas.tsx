import { useEffect, useRef, type ReactElement } from 'react';

interface InfluenceCanvasProps {
  readonly influence: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** What speaks for a label, and what against it: R, G, B. Seen on every grey, and by those who tell red from green badly. */
const FOR = [37, 118, 210];
const AGAINST = [224, 108, 24];

/** The strongest influence lets so much of the face shine through. */
const STRONGEST = 0.8;

/** Colours over a face, the stronger the more a decision hangs on what is under them. */
export function InfluenceCanvas({ influence, width, height }: InfluenceCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(width, height);
    const most = Array.from(influence).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    for (let place = 0; place < width * height; place++) {
      const value = influence[place] ?? 0;
      const strength = most === 0 ? 0 : Math.abs(value) / most;
      picture.data.set([...(value < 0 ? AGAINST : FOR), Math.round(255 * STRONGEST * strength)], 4 * place);
    }
    context.putImageData(picture, 0, 0);
  }, [influence, width, height]);
  return <canvas ref={ref} width={width} height={height} aria-hidden="true" className="ferkit-influence" />;
}
