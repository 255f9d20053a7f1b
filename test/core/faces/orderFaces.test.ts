import { describe, expect, test } from 'vitest';
import { type FaceOrder, orderFaces } from '#core/faces/orderFaces';
import { createFace } from './createFace';

const image = { width: 640, height: 480 };
const order = (by: FaceOrder, faces: Readonly<Record<string, ReturnType<typeof createFace>>>): string => {
  const names = new Map(Object.entries(faces).map(([name, face]) => [face, name]));
  return orderFaces(Object.values(faces), image, by)
    .map((face) => names.get(face))
    .join(' ');
};

describe('the main face', () => {
  test('is the largest of faces at the same distance from the middle', () => {
    const faces = { small: createFace(100, 200, 60, { score: 0.99 }), large: createFace(460, 190, 80, { score: 0.7 }) };
    expect(order('main', faces)).toBe('large small');
  });

  test('is the central one of faces of the same size', () => {
    const faces = { corner: createFace(0, 0, 80), middle: createFace(280, 200, 80) };
    expect(order('main', faces)).toBe('middle corner');
  });

  test('is a much larger one, even in a corner', () => {
    const faces = { middle: createFace(300, 220, 50), corner: createFace(0, 0, 120) };
    expect(order('main', faces)).toBe('corner middle');
  });
});

test('by score, the most confident detection is first', () => {
  const faces = { a: createFace(0, 0, 90, { score: 0.7 }), b: createFace(100, 0, 30, { score: 0.9 }) };
  expect(order('score', faces)).toBe('b a');
});

describe('in reading order', () => {
  test.each<{ title: string; places: Readonly<Record<string, readonly [number, number, number]>> }>([
    {
      title: 'rows follow from top to bottom, and faces within a row from left to right',
      places: { d: [400, 300, 80], b: [300, 110, 70], c: [50, 320, 90], a: [60, 90, 80] },
    },
    {
      title: 'a row that rises to one side stays one row',
      places: { a: [0, 180, 100], b: [150, 150, 100], c: [300, 130, 100], d: [450, 110, 100] },
    },
  ])('$title', ({ places }) => {
    const faces = Object.entries(places).map(([name, place]) => [name, createFace(...place)] as const);
    expect(order('reading', Object.fromEntries(faces))).toBe('a b c d');
  });

  test('of no face there is none, and the given list stays as it is', () => {
    expect(orderFaces([], image, 'reading')).toEqual([]);
    const given = [createFace(300, 0, 50), createFace(0, 0, 50)];
    const before = [...given];
    orderFaces(given, image, 'reading');
    expect(given).toEqual(before);
  });
});
