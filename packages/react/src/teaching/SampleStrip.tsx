import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { TeachingMessages } from '../messages/teachingMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCanvas } from '../elements/FaceCanvas';
import type { SampleLabel } from './SampleLabel';

interface SampleStripProps {
  readonly label: SampleLabel;
  readonly name: string;
  readonly onRemove: (sample: number) => void;
  readonly messages: TeachingMessages;
}

/** The faces of a label. One of them has the focus, arrow keys move it, and a click or Enter takes the face out. */
export function SampleStrip({ label: { samples }, name, onRemove, messages }: SampleStripProps): ReactElement {
  const { count } = numberFormats(messages.locale);
  const list = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState(0);
  const current = Math.min(place, samples.length - 1);

  const focus = (next: number): void => {
    const within = Math.max(0, Math.min(next, samples.length - 1));
    setPlace(within);
    list.current?.querySelectorAll('button')[within]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isReversed = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = { ArrowRight: isReversed ? -1 : 1, ArrowLeft: isReversed ? 1 : -1 }[event.key];
    const target = { Home: 0, End: samples.length - 1 }[event.key] ?? (step && current + step);
    if (target === undefined) return;
    event.preventDefault();
    focus(target);
  };
  const remove = (sample: number, index: number): void => {
    const isFocused = list.current?.contains(document.activeElement);
    onRemove(sample);
    // The button goes away with its face: its neighbour takes the focus, before it would be lost.
    if (isFocused && samples.length > 1) focus(index === samples.length - 1 ? index - 1 : index + 1);
    setPlace(Math.min(index, samples.length - 2));
  };

  return (
    <ul ref={list} className="ferkit-samples" onKeyDown={onKeyDown}>
      {samples.map(({ id, image }, index) => (
        <li key={id}>
          <button
            type="button"
            tabIndex={index === current ? 0 : -1}
            aria-label={messages.removePicture({ number: count(index + 1), label: name })}
            title={messages.removePicture({ number: count(index + 1), label: name })}
            onFocus={() => setPlace(index)}
            onClick={() => remove(id, index)}
          >
            <FaceCanvas image={image} label={null} />
          </button>
        </li>
      ))}
    </ul>
  );
}
