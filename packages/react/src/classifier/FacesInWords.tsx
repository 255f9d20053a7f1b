import type { Classification } from '@ferkit/core';
import { useThrottledText } from '../hooks/useThrottledText';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { nameFace } from '../parts/nameFace';

/** Minimum milliseconds between two announcements of a video. */
const ANNOUNCEMENT_INTERVAL = 2500;
/** Of more faces, none is told by itself. */
const FEW = 4;

/** A group in a sentence: "15 faces: 9 happy, 4 neutral, 2 uncertain". */
export function describeGroup(faces: readonly Classification[], messages: ClassifierMessages): string {
  const { count } = numberFormats(messages.locale);
  const numbers = new Map<string | null, number>();
  for (const { label } of faces) numbers.set(label, (numbers.get(label) ?? 0) + 1);
  const labels = [...numbers]
    .sort(([one, a], [other, b]) => Number(one === null) - Number(other === null) || b - a)
    .map(([label, number]) => messages.labelCount({ label: label && messages.label(label), count: count(number) }));
  return messages.groupFound({ number: faces.length, count: count(faces.length), labels });
}

/** The faces in a sentence for screen readers: each of a few with its score, and the numbers of a group or a video. */
function describeFaces(faces: readonly Classification[], isLive: boolean, messages: ClassifierMessages): string {
  if (faces.length === 0) return messages.noFace;
  if (isLive || faces.length > FEW) return describeGroup(faces, messages);
  const { count, exactShare } = numberFormats(messages.locale);
  const descriptions = faces.map((face) => {
    const label = nameFace(face, messages);
    return face.label === null ? label : messages.faceIs({ label, score: exactShare(face.score) });
  });
  return messages.facesFound({ count: count(faces.length), faces: descriptions });
}

interface FacesInWordsProps {
  readonly faces: readonly Classification[];
  /** True for a camera or a video, whose faces change often. */
  readonly isLive: boolean;
  readonly messages: ClassifierMessages;
}

/** The text by which screen readers announce the faces. */
export const FacesInWords = ({ faces, isLive, messages }: FacesInWordsProps): string =>
  useThrottledText(describeFaces(faces, isLive, messages), isLive ? ANNOUNCEMENT_INTERVAL : 0);
