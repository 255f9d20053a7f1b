import type { Box, Classification } from '@ferkit/core';
import {
  type CSSProperties,
  type HTMLAttributes,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import { numberFormats } from '../messages/numberFormats';
import { nameFace } from './nameFace';
import { type Tag, type TagPlace, placeTags } from './placeTags';
import { faceKey, type FaceSelection } from './useFaceSelection';

/** Options of {@link useFaceBoxes}. */
export interface UseFaceBoxesOptions {
  /** Classified faces. */
  readonly faces: readonly Classification[];
  /** Width and height in pixels that the boxes refer to. */
  readonly size: { readonly width: number; readonly height: number };
  /** True if the picture is shown mirrored. @default false */
  readonly mirror?: boolean | undefined;
  /** Links the boxes with other elements of their faces, from `useFaceSelection`. @default no link */
  readonly selection?: FaceSelection | undefined;
}

/** A box around a face, and its tag. */
export interface FaceBoxState {
  /** The face. */
  readonly face: Classification;
  /** Its number from 1 as text; null for a single face. */
  readonly number: string | null;
  /** Displayed name of its label. */
  readonly name: string;
  /** True if its highest score is below the threshold. */
  readonly isUncertain: boolean;
  /** True if the face is pointed at, focused or selected. */
  readonly isActive: boolean;
  /** True if the box is shown less than 60 pixels wide or high: of several faces, its tag has its number only. */
  readonly isSmall: boolean;
}

/** Result of {@link useFaceBoxes}. */
export interface FaceBoxesState {
  /** The boxes in the order of the faces. */
  readonly boxes: readonly FaceBoxState[];
  /** Ref of the element that lies over the picture and has its size. */
  readonly ref: RefObject<HTMLDivElement | null>;
  /** Attributes of the element of a box, within the former. */
  readonly getBoxProps: (index: number) => HTMLAttributes<HTMLElement>;
  /** Attributes of the tag within a box. Its text is its number in a `<b>`, then its name in a `<span>`. */
  readonly getTagProps: (index: number) => HTMLAttributes<HTMLElement>;
}

/** Below this width or height, in pixels of the page, the tag of a box has its number only. */
const SMALL = 60;

interface Layout {
  /** Pixels of the page in a pixel of the picture; null before the picture is shown. */
  readonly scale: number | null;
  readonly places: readonly (TagPlace | null)[];
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

// On a server, React warns of layout effects.
const useMeasuring = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Behaviour of `<FaceBoxes>` without its markup: boxes, and tags that lie on no face and on no other tag.
 * @param messages - texts, as of `useMessages()`
 *
 * @example
 * ```tsx
 * const { ref, boxes, getBoxProps, getTagProps } = useFaceBoxes({ faces, size }, useMessages());
 * return (
 *   <div ref={ref} className="over-the-picture">
 *     {boxes.map(({ name }, index) => (
 *       <div key={index} {...getBoxProps(index)}><em {...getTagProps(index)}>{name}</em></div>
 *     ))}
 *   </div>
 * );
 * ```
 */
export function useFaceBoxes(
  { faces, size, mirror = false, selection }: UseFaceBoxesOptions,
  messages: Pick<CommonMessages, 'locale' | 'label' | 'uncertain'>,
): FaceBoxesState {
  const { count } = numberFormats(messages.locale);
  const ref = useRef<HTMLDivElement>(null);
  const [layout, setLayout] = useState<Layout>({ scale: null, places: [] });
  const [, setResized] = useState(0);
  const shown = faces.map(({ box }): Box => ({ ...box, x: mirror ? size.width - box.x - box.width : box.x }));
  const isSmall = ({ width, height }: Box): boolean =>
    layout.scale !== null && Math.min(width, height) * layout.scale < SMALL;

  useEffect(() => {
    // Pages in jsdom, as in tests of applications, have no sizes to observe.
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => setResized((count) => count + 1));
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);

  // After each rendering, since any can change the size of a tag.
  useMeasuring(() => {
    const next = measure(ref.current!, shown, size, layout, isSmall);
    if (JSON.stringify(next) !== JSON.stringify(layout)) setLayout(next);
  });

  const boxes = faces.map((face, index): FaceBoxState => ({
    face,
    number: faces.length > 1 ? count(index + 1) : null,
    name: nameFace(face, messages),
    isUncertain: face.label === null,
    isActive: selection?.active === faceKey(face, index),
    isSmall: isSmall(face.box),
  }));
  return {
    boxes,
    ref,
    getBoxProps: (index) => {
      const { x, y, width, height } = shown[index]!;
      const { face, isActive, isUncertain } = boxes[index]!;
      const key = faceKey(face, index);
      const style: CSSProperties = {
        position: 'absolute',
        left: percent(x, size.width),
        top: percent(y, size.height),
        width: percent(width, size.width),
        height: percent(height, size.height),
      };
      return {
        style,
        ...flags({ 'data-active': isActive, 'data-uncertain': isUncertain }),
        ...(selection && { ...selection.getHandlers(key), onClick: () => selection.select(key) }),
      };
    },
    getTagProps: (index) => {
      const place = layout.places[index];
      const { number, isSmall, isActive } = boxes[index]!;
      const isShort = !isActive && number !== null && (isSmall || place?.isShort === true);
      return {
        style: place
          ? { position: 'absolute', left: `${place.x}px`, top: `${place.y}px` }
          : { position: 'absolute', visibility: 'hidden' },
        ...flags({ 'data-tag': true, 'data-fill': true, 'data-short': isShort, 'data-active': isActive }),
      };
    },
  };
}

/** Attributes without a value, where they are true. */
const flags = (names: Readonly<Record<string, boolean>>): Readonly<Record<string, '' | undefined>> =>
  Object.fromEntries(Object.entries(names).map(([name, isSet]) => [name, isSet ? '' : undefined]));

/** Places the tags by their sizes in the page. */
function measure(
  overlay: HTMLElement,
  faces: readonly Box[],
  size: UseFaceBoxesOptions['size'],
  { places }: Layout,
  isSmall: (box: Box) => boolean,
): Layout {
  const scale = overlay.clientWidth / size.width;
  const boxes = faces.map(({ x, y, width, height }) => ({
    x: x * scale,
    y: y * scale,
    width: width * scale,
    height: height * scale,
  }));
  const elements = [...overlay.querySelectorAll<HTMLElement>('[data-tag]')];
  const tags = elements.map((element, index): Tag => {
    const { offsetWidth, offsetHeight: height, dataset } = element;
    const name = element.querySelector<HTMLElement>(':scope > span')?.offsetWidth ?? 0;
    const hasNumber = element.querySelector(':scope > b') !== null;
    const isShort = dataset.short !== undefined;
    const needsNumber = hasNumber && dataset.active === undefined && isSmall(faces[index]!);
    return {
      full: needsNumber ? null : { width: offsetWidth + (isShort ? name : 0), height },
      short: hasNumber ? { width: offsetWidth - (isShort ? 0 : name), height } : null,
    };
  });
  const picture = { width: overlay.clientWidth, height: overlay.clientHeight };
  const active = elements.findIndex(({ dataset }) => dataset.active !== undefined);
  const placed = placeTags(boxes, tags, picture, places, active);
  return {
    scale,
    // From the corner of the picture to that of the box, inside of its border.
    places: placed.map((place, index) => {
      const box = elements[index]!.parentElement!;
      return (
        place && {
          ...place,
          x: Math.round(place.x - boxes[index]!.x - box.clientLeft),
          y: Math.round(place.y - boxes[index]!.y - box.clientTop),
        }
      );
    }),
  };
}
