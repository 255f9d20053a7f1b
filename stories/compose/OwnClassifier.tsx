import {
  CameraView,
  FaceBoxes,
  FaceCard,
  useEmotionClassifier,
  useFaceSelection,
  type UseEmotionClassifierOptions,
} from '@ferkit/react';
import { type ReactElement, useState } from 'react';

/** A camera with boxes, and the faces beside it. */
export function OwnClassifier(options: UseEmotionClassifierOptions): ReactElement {
  const { faces, size, classify, clear } = useEmotionClassifier(options);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const selection = useFaceSelection(faces);
  return (
    <section className="own-classifier">
      <CameraView
        onVideo={(element) => {
          setVideo(element);
          if (element === null) clear();
          else classify(element);
        }}
      >
        {faces && size && <FaceBoxes faces={faces} size={size} mirror selection={selection} />}
      </CameraView>
      {faces?.map((face, index) => (
        <FaceCard key={face.track} {...{ face, selection }} number={index + 1} source={video} topK={3} mirror live />
      ))}
    </section>
  );
}
