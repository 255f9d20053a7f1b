import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { TeachingMessages } from '../messages/teachingMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCanvas } from '../elements/FaceCanvas';
import type { SampleLabel } from './SampleCollection';

interface SampleStripProps {
  readonly label: SampleLabel;
  readonly name: string;
  readonly onRemove: (sample: number) => void;
  readonly messages: TeachingMessages;
}

/** The faces of a label. Arrow keys move the focus between them; a click or Enter removes a face. */
export function SampleStrip({ label: { samples }, name, onRemove, messages }: SampleStripProps): ReactElement {
  const { count } = numberFormats(messages.locale);
  const list = useRef<HTMLUListElement>(null);
  const [focusable, setFocusable] = useState(0);
  const current = Math.min(focusable, samples.length - 1);

  const focus = (next: number): void => {
    const within = Math.max(0, Math.min(next, samples.length - 1));
    setFocusable(within);
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
    // Removing the button would lose the focus, so its neighbour takes it first.
    if (isFocused && samples.length > 1) focus(index === samples.length - 1 ? index - 1 : index + 1);
    setFocusable(Math.min(index, samples.length - 2));
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
            onFocus={() => setFocusable(index)}
            onClick={() => remove(id, index)}
          >
            <FaceCanvas image={image} label={null} />
          </button>
        </li>
      ))}
    </ul>
  );
}
