import { expect, it } from 'vitest';
import { placeTags } from '#react/parts/placeTags';

const picture = { width: 400, height: 300 };
const tag = { full: { width: 50, height: 16 }, short: { width: 14, height: 14 } };

it('places a tag below its box, and elsewhere where there is no space below', () => {
  expect(placeTags([{ x: 100, y: 100, width: 80, height: 80 }], [tag], picture)).toEqual([
    { x: 115, y: 183, isShort: false, place: 0 },
  ]);
  const [atTheBottom] = placeTags([{ x: 100, y: 220, width: 80, height: 80 }], [tag], picture);
  expect(atTheBottom).toMatchObject({ y: 201 });
});

it('shows the number where there is no space for the name, and nothing where there is none at all', () => {
  const row = [0, 22, 44].map((x) => ({ x, y: 20, width: 20, height: 20 }));
  const low = { width: 64, height: 60 };
  const places = placeTags(row, [tag, tag, tag], low);
  expect(places).not.toContain(null);
  expect(places.map((place) => place!.isShort)).toContain(true);
  expect(placeTags([{ x: 0, y: 0, width: 64, height: 60 }], [tag], low)).toEqual([null]);
});

it('keeps the place of an earlier frame while it is free', () => {
  const box = { x: 100, y: 100, width: 80, height: 80 };
  const earlier = [{ x: 0, y: 0, isShort: false, place: 3 }];
  expect(placeTags([box], [tag], picture, earlier)[0]).toMatchObject({ place: 3, y: 81 });
});

it('names the active face in any case', () => {
  const box = { x: 0, y: 0, width: 400, height: 300 };
  expect(placeTags([box], [tag], picture, [], 0)).toEqual([{ x: 175, y: 284, isShort: false, place: 0 }]);
});
