import type { Box } from '@ferkit/core';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The tag of a face: with its name, and with its number alone, null where there is none. */
export interface Tag {
  readonly full: Size | null;
  readonly short: Size | null;
}

/** Where a tag is: its corner in the picture, and which of the places around the box that is. */
export interface TagPlace {
  readonly x: number;
  readonly y: number;
  readonly isShort: boolean;
  readonly place: number;
}

type Spot = TagPlace & Box;

/** Space between a box and its tag. */
const GAP = 3;

/** Places around a box, the preferred first: below, where a neck is, then above, then beside it. */
function placesAround({ x, y, width, height }: Box, tag: Size): readonly (readonly [x: number, y: number])[] {
  const [middle, end] = [x + (width - tag.width) / 2, x + width - tag.width];
  const [below, above] = [y + height + GAP, y - tag.height - GAP];
  const [right, left] = [x + width + GAP, x - tag.width - GAP];
  const [center, bottom] = [y + (height - tag.height) / 2, y + height - tag.height];
  return [
    [middle, below],
    [x, below],
    [end, below],
    [middle, above],
    [x, above],
    [end, above],
    [right, bottom],
    [left, bottom],
    [right, center],
    [left, center],
    [right, y],
    [left, y],
    [right, below],
    [left, below],
    [right, above],
    [left, above],
  ];
}

const isApart = (one: Box, other: Box): boolean =>
  one.x >= other.x + other.width ||
  other.x >= one.x + one.width ||
  one.y >= other.y + other.height ||
  other.y >= one.y + one.height;

/**
 * Places the tags of faces within the picture, on no face and on no other tag. Where there is no space for a name, its number is tried.
 * @param boxes - boxes of the faces as they are shown, in pixels
 * @param earlier - the last places, which are kept where possible so that tags do not jump in a video
 * @param active - index of a face whose name is shown in any case, over other tags if need be; -1 for none
 * @returns null for a tag without space
 */
export function placeTags(
  boxes: readonly Box[],
  tags: readonly Tag[],
  picture: Size,
  earlier: readonly (TagPlace | null)[] = [],
  active = -1,
): readonly (TagPlace | null)[] {
  const isFree = (spot: Box): boolean =>
    spot.x >= 0 &&
    spot.y >= 0 &&
    spot.x + spot.width <= picture.width &&
    spot.y + spot.height <= picture.height &&
    boxes.every((box) => isApart(spot, box));
  /** Free places of each face's tag in one form, the earlier place first. */
  const placesOf = (form: keyof Tag): readonly (readonly Spot[])[] =>
    boxes.map((box, index) => {
      const size = tags[index]?.[form];
      if (!size) return [];
      const free = placesAround(box, size)
        .map(([x, y], place) => ({ x, y, ...size, place, isShort: form === 'short' }))
        .filter(isFree);
      return [...free.filter(({ place }) => place === earlier[index]?.place), ...free];
    });
  const [names, numbers] = [placesOf('full'), placesOf('short')];
  const placed: (Spot | null)[] = boxes.map(() => null);
  const place = (index: number, spots: readonly Spot[]): void => {
    const others = placed.filter((other, at) => at !== index && other !== null);
    placed[index] = spots.find((one) => others.every((other) => isApart(one, other!))) ?? placed[index]!;
  };
  // Tags with the fewest places come first, and numbers before names, so that each face has one of the two if possible.
  const order = boxes.map((_, index) => index).sort((a, b) => names[a]!.length - names[b]!.length);
  for (const index of order) place(index, tags[index]?.short ? numbers[index]! : names[index]!);
  for (const index of order) place(index, names[index]!);
  // Last, so that no other tag makes room for it.
  const name = tags[active]?.full;
  if (name) placed[active] = { ...placeAnyhow(boxes[active]!, name, picture, isFree), ...name };
  return placed.map((spot) => spot && { x: spot.x, y: spot.y, isShort: spot.isShort, place: spot.place });
}

/** The first place around a box that is on no face, else that below it, moved into the picture. */
function placeAnyhow(box: Box, tag: Size, picture: Size, isFree: (spot: Box) => boolean): TagPlace {
  const around = placesAround(box, tag);
  const free = around.findIndex(([x, y]) => isFree({ x, y, ...tag }));
  const place = Math.max(0, free);
  const [x, y] = around[place]!;
  return {
    x: Math.max(0, Math.min(x, picture.width - tag.width)),
    y: Math.max(0, Math.min(y, picture.height - tag.height)),
    isShort: false,
    place,
  };
}
