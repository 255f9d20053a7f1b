import { FaceCard, FaceCrop, ScoreBars, type PictureElement } from '@ferkit/react';
import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';

interface TailwindFaceProps {
  readonly face: Classification;
  readonly source: PictureElement;
}

/** A card in the classes of Tailwind and the colours of shadcn/ui. */
export function TailwindFace({ face, source }: TailwindFaceProps): ReactElement {
  return (
    <FaceCard
      face={face}
      className={({ isUncertain }) =>
        `rounded-xl border p-4 text-card-foreground shadow-sm ${isUncertain ? 'bg-muted' : 'bg-card'}`
      }
    >
      {({ name, text }) => (
        <>
          <div className="flex items-center gap-3">
            <FaceCrop face={face} source={source} className="size-12 rounded-full" />
            <h3 className="text-lg font-semibold">{name}</h3>
            <span className="ml-auto text-muted-foreground">{text}</span>
          </div>
          <ScoreBars scores={face.scores} topK={3} className="mt-4 text-sm">
            {({ name: label, text: share, isTop }) => (
              <span className={isTop ? 'font-medium text-primary' : 'text-muted-foreground'}>
                {label} {share}
              </span>
            )}
          </ScoreBars>
        </>
      )}
    </FaceCard>
  );
}
