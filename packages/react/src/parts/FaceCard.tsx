import type { Classification } from '@ferkit/core';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { guardPart } from '../elements/guardPart';
import { type PartProps, renderPart } from '../elements/PartProps';
import { ScoreBarList } from '../elements/ScoreBarList';
import { useScoreBars } from '../elements/useScoreBars';
import { classifierMessages, type ClassifierMessages } from '../messages/classifierMessages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { FaceCrop } from './FaceCrop';
import { nameFace } from './nameFace';
import type { PictureElement } from './useFaceCrop';
import { faceKey, type FaceSelection } from './useFaceSelection';

/** State of {@link FaceCard}. */
export interface FaceCardState {
  /** The face. */
  readonly face: Classification;
  /** "Face 2"; null for a single face. */
  readonly title: string | null;
  /** Displayed name of its label. */
  readonly name: string;
  /** Its highest score as text, such as "87.3%". */
  readonly text: string;
  /** Notes on the face, such as that it is small. */
  readonly notes: readonly string[];
  /** True if its highest score is below the threshold. */
  readonly isUncertain: boolean;
  /** True if the face is pointed at, focused or selected. */
  readonly isActive: boolean;
  /** True if the face is selected. */
  readonly isSelected: boolean;
}

/** Props of {@link FaceCard}. */
export interface FaceCardProps extends PartProps<FaceCardState> {
  /** A classified face. */
  readonly face: Classification;
  /** Its number from 1 among several faces. @default none, a single face */
  readonly number?: number | undefined;
  /** All labels in the order of their bars, which stays the same from frame to frame. @default the order of the scores */
  readonly labels?: readonly string[] | undefined;
  /** Number of bars. @default all labels */
  readonly topK?: number | undefined;
  /** Element that shows the picture, for the crop of the face. @default no crop */
  readonly source?: PictureElement | null | undefined;
  /** Width and height in pixels that the coordinates of the face refer to. @default those of the source */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Draws the crop mirrored. @default false */
  readonly mirror?: boolean | undefined;
  /** For a video: whole percents, which change only when a score changes by a point. @default false */
  readonly live?: boolean | undefined;
  /** A small card, which shows bars and notes once it is selected. It needs a `selection`. @default false */
  readonly compact?: boolean | undefined;
  /** Links the card with the box of its face, from `useFaceSelection`. The head of the card becomes a button. @default no link */
  readonly selection?: FaceSelection | undefined;
}

/**
 * One face: its crop, its label with the score, bars for the most likely labels, and notes on how it was read. Attributes for styles:
 * `data-active`, `data-selected`, `data-uncertain`, `data-compact`.
 *
 * @example
 * ```tsx
 * <FaceCard face={face} source={video} topK={3} />
 * ```
 * @example
 * ```tsx
 * <FaceCard face={face}>{({ name, text }) => <p>{name}: {text}</p>}</FaceCard>
 * ```
 */
export const FaceCard = /* @__PURE__ */ guardPart<FaceCardProps, HTMLDivElement>(
  'FaceCard',
  ({ findCardFault }) => findCardFault,
  function FaceCard(
    {
      face,
      number,
      labels,
      topK,
      source,
      size,
      mirror,
      live = false,
      compact = false,
      selection,
      messages: overrides,
      className,
      style,
      children,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(classifierMessages, overrides);
    const { count } = numberFormats(messages.locale);
    const root = useRef<HTMLDivElement>(null);
    useImperativeHandle(ref, () => root.current!);
    const [best] = useScoreBars({ scores: face.scores, topK: 1, live }, messages);
    const key = faceKey(face, (number ?? 1) - 1);
    const isSelected = selection?.selected === key;
    useEffect(() => {
      // Selected by its box, perhaps far from it.
      if (isSelected) root.current?.scrollIntoView({ block: 'nearest' });
    }, [isSelected]);

    const state: FaceCardState = {
      face,
      title: number === undefined ? null : messages.face(count(number)),
      name: nameFace(face, messages),
      text: best?.text ?? '',
      notes: describeReading(face, messages),
      isUncertain: face.label === null,
      isActive: selection?.active === key,
      isSelected,
    };
    const head = (
      <>
        {source && <FaceCrop {...{ face, source, size, mirror }} />}
        <span className="ferkit-called">
          {state.title !== null && <span className="ferkit-number">{state.title}</span>}
          <span className="ferkit-expression">
            <strong>{state.name}</strong>{' '}
            <span>
              {state.isUncertain && best ? messages.mostLikely({ label: best.name, score: best.text }) : state.text}
            </span>
          </span>
        </span>
      </>
    );
    const content = (
      <>
        {selection === undefined ? (
          <div className="ferkit-face-head">{head}</div>
        ) : (
          <button
            type="button"
            className="ferkit-face-head"
            {...(compact ? { 'aria-expanded': isSelected } : { 'aria-pressed': isSelected })}
            onClick={() => selection.select(isSelected ? null : key)}
          >
            {head}
          </button>
        )}
        {(!compact || isSelected) && (
          <>
            <ScoreBarList scores={face.scores} labels={labels} topK={topK} live={live} messages={messages} />
            {state.notes.map((note) => (
              <p key={note} className="ferkit-note">
                {note}
              </p>
            ))}
          </>
        )}
      </>
    );
    return (
      <div
        {...selection?.getHandlers(key)}
        {...attributes}
        ref={root}
        {...renderPart({ className, style, children }, { kind: 'face', state, messages, content })}
        data-active={state.isActive ? '' : undefined}
        data-selected={isSelected ? '' : undefined}
        data-uncertain={state.isUncertain ? '' : undefined}
        data-compact={compact ? '' : undefined}
      />
    );
  },
);

/** How a face was read, where that makes its result less reliable or needs a word. */
function describeReading(
  { turned, upright, stretched, small }: Classification,
  messages: ClassifierMessages,
): readonly string[] {
  const { count } = numberFormats(messages.locale);
  return [
    ...(turned !== 0 ? [messages.turnedPicture({ degrees: count(turned) })] : []),
    ...(upright ? [messages.uprightFace] : []),
    ...(stretched ? [messages.stretchedFace] : []),
    ...(small ? [messages.smallFace] : []),
  ];
}
