import type { Classification } from '@ferkit/core';
import { type PointerEvent, useCallback, useMemo, useState } from 'react';

/** Event handlers of an element that stands for a face. */
export interface FaceHandlers {
  readonly onPointerEnter: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

/** Result of {@link useFaceSelection}. */
export interface FaceSelection {
  /** The face that is pointed at or focused, else the selected one, by its `faceKey`; null for none. */
  readonly active: number | null;
  /** The selected face, by its `faceKey`; null for none. */
  readonly selected: number | null;
  /** Selects a face by its `faceKey`, or none. */
  readonly select: (key: number | null) => void;
  /** Event handlers that make a face active while its element is pointed at or focused. */
  readonly getHandlers: (key: number) => FaceHandlers;
}

/**
 * The number by which a face is known from frame to frame: its track, else its index in the list.
 *
 * @example
 * ```ts
 * const isActive = selection.active === faceKey(face, index);
 * ```
 */
export const faceKey = ({ track }: Pick<Classification, 'track'>, index: number): number => track ?? index;

/**
 * Links the elements of a face, such as its box and its card: to point at one, or to focus it, makes the face active in all of them.
 * @param faces - the faces; those of a new picture start without selection
 *
 * @example
 * ```tsx
 * const selection = useFaceSelection(faces);
 * return (
 *   <>
 *     <FaceBoxes faces={faces} size={size} selection={selection} />
 *     {faces.map((face, index) => <FaceCard key={index} face={face} number={index + 1} selection={selection} />)}
 *   </>
 * );
 * ```
 */
export function useFaceSelection(faces: readonly Classification[] | null): FaceSelection {
  // Faces of a video have tracks, which stay; those of a picture belong to it.
  const scope = faces?.[0]?.track == null ? faces : null;
  const [chosen, setChosen] = useState<{ readonly scope: typeof scope; readonly key: number | null }>();
  // The pointer and the focus, whichever moved last: a pointer that rests on a face does not hide where the keyboard is.
  const [near, setNear] = useState<number | null>(null);
  const selected = chosen?.scope === scope ? chosen.key : null;
  const isKnown = (key: number | null): boolean => faces?.some((face, index) => faceKey(face, index) === key) ?? false;
  const active = [near, selected].find(isKnown) ?? null;
  const select = useCallback((key: number | null) => setChosen({ scope, key }), [scope]);
  const getHandlers = useCallback((key: number): FaceHandlers => {
    const enter = (): void => setNear(key);
    const leave = (): void => setNear((current) => (current === key ? null : current));
    return {
      // A finger points at nothing before it selects.
      onPointerEnter: ({ pointerType }) => pointerType !== 'touch' && enter(),
      onPointerLeave: leave,
      onFocus: enter,
      onBlur: leave,
    };
  }, []);
  return useMemo(() => ({ active, selected, select, getHandlers }), [active, selected, select, getHandlers]);
}
