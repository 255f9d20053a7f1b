import { type Expression, EXPRESSIONS } from '../../labels';
import {
  checkOption,
  custom,
  defaultsOf,
  integer,
  listOf,
  number,
  object,
  oneOf,
  type OptionTable,
  resolveOptions,
  seedRule,
  withDefault,
} from '../../options';
import type { RgbaImage } from '../../platform/Platform';
import { createRandom } from '../../random';
import { blendShape, type ExpressionShape } from './ExpressionShape';
import { FaceCanvas } from './FaceCanvas';
import { drawTraits, type FaceTraits } from './FaceTraits';
import { paintEyes, paintForehead, paintHead, paintMouth, paintNose } from './paintFace';

/** An expression that a drawn person shows from a time on. */
export interface SyntheticMood {
  /** Seconds. */
  readonly time: number;
  readonly expression: Expression;
}

/** A place of a drawn person at a time; between two places it moves along a line. */
export interface SyntheticPlace {
  /** Seconds. */
  readonly time: number;
  /** Centre of the head in pixels. */
  readonly x: number;
  /** Centre of the head in pixels. */
  readonly y: number;
  /** Height of the head in pixels, 16 to 1024. */
  readonly size: number;
}

/** A drawn person of a film, and the script that it follows. */
export interface SyntheticActor {
  /** Seed of the person's looks. @default the actor's number */
  readonly seed?: number;
  /** In the order of time. Before the first it is neutral. A change takes 0.2 s, and is half done at its time. */
  readonly moods: readonly SyntheticMood[];
  /** In the order of time. Before the first and after the last it stands still. */
  readonly places: readonly SyntheticPlace[];
  /** Seconds from which it is there. @default 0 */
  readonly from?: number;
  /** Seconds at which it is gone. @default the end */
  readonly to?: number;
}

/** Options of {@link createSyntheticFilm}. */
export interface SyntheticFilmOptions {
  /** A later one stands in front of an earlier one. */
  readonly actors: readonly SyntheticActor[];
  /** Length in seconds, above 0. @default 10 */
  readonly seconds?: number;
  /** Frames a second, above 0. @default 10 */
  readonly fps?: number;
  /** In pixels, 16 to 4096. @default 640 */
  readonly width?: number;
  /** In pixels, 16 to 4096. @default 480 */
  readonly height?: number;
}

/** The truth about an actor at a time. */
export interface SyntheticFace {
  /** Number of the actor, from 0. */
  readonly actor: number;
  readonly expression: Expression;
  /** The face from hairline to chin, in pixels. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A frame of a {@link SyntheticFilm}. */
export interface SyntheticFrame {
  /** Seconds. */
  readonly time: number;
  readonly image: RgbaImage;
}

/** A drawn film whose truth is known. */
export interface SyntheticFilm {
  /** Drawn one by one as they are asked for. */
  readonly frames: Iterable<SyntheticFrame>;
  /** The faces at a time in seconds, those in front last. A face that another one hides is among them. */
  facesAt(time: number): readonly SyntheticFace[];
}

const sizeRule = integer({ from: 16, to: 4096 });
const moodTable: OptionTable<SyntheticMood> = { time: number(), expression: oneOf(...EXPRESSIONS) };
const placeTable: OptionTable<SyntheticPlace> = {
  time: number(),
  x: number(),
  y: number(),
  size: number({ from: 16, to: 1024 }),
};
const actorTable: OptionTable<SyntheticActor> = {
  seed: seedRule,
  moods: custom('a list of { time, expression }', Array.isArray),
  places: listOf(custom('{ time, x, y, size }', (value) => typeof value === 'object' && value !== null)),
  from: number(),
  to: number(),
};

export const syntheticFilmTable: OptionTable<SyntheticFilmOptions, 'seconds' | 'fps' | 'width' | 'height'> = {
  actors: custom('a list of actors { moods, places }', Array.isArray),
  seconds: withDefault(10, number({ above: 0 })),
  fps: withDefault(10, number({ above: 0 })),
  width: withDefault(640, sizeRule),
  height: withDefault(480, sizeRule),
};

/** The defaults of {@link SyntheticFilmOptions}. */
export const syntheticFilmDefaults: Required<Omit<SyntheticFilmOptions, 'actors'>> =
  /* @__PURE__ */ defaultsOf(syntheticFilmTable);

/** Brightness of the wall behind the actors. */
const WALL = [134, 130, 124];
/** Factors (R, G, B) that turn grey into the colour of skin. */
const TINT = [1.1, 0.92, 0.8];
/** Side of the drawing of a person in pixels, before it is scaled into the film. */
const DRAWN = 320;
/** Size of the head within its drawing: half of the head's height, in halves of the side. */
const ZOOM = 0.72;
/** Seconds of a change of expression. */
const CHANGE = 0.2;
/** Steps in which a change is drawn. */
const STEPS = 8;
/** Strength of the expressions. */
const STRENGTH = 1;
/** Brightness of two walls in front of which a person is drawn, from whose difference its outline is known. */
const WALLS = [0.55, 0.95] as const;

/**
 * Draws a film of cartoon faces that follow a script: they change their expressions, move, cross and leave. Its truth is known, so that
 * tracking and timing can be measured, without a film of any person.
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const film = createSyntheticFilm({
 *   actors: [
 *     {
 *       moods: [{ time: 0, expression: 'neutral' }, { time: 4, expression: 'happy' }],
 *       places: [{ time: 0, x: 160, y: 240, size: 200 }, { time: 10, x: 480, y: 240, size: 200 }],
 *     },
 *   ],
 * });
 * for await (const { time, faces } of classifier.classifyVideo(film.frames)) console.log(time, faces, film.facesAt(time));
 * ```
 */
export function createSyntheticFilm(options: SyntheticFilmOptions): SyntheticFilm {
  const { actors, seconds, fps, width, height } = resolveOptions(options, syntheticFilmTable);
  checkOption('actors', actors, syntheticFilmTable.actors);
  Array.from(actors, checkActor);
  const people = actors.map((actor, number) => new Person(actor, actor.seed ?? number));
  const isThere = ({ from = 0, to = Infinity }: SyntheticActor, time: number): boolean => time >= from && time < to;
  return {
    frames: {
      *[Symbol.iterator]() {
        for (let count = 0; count < Math.round(seconds * fps); count++) {
          const time = count / fps;
          const image = drawWall(width, height);
          people.forEach((person, number) => isThere(actors[number]!, time) && person.draw(image, time));
          yield { time, image };
        }
      },
    },
    facesAt: (time) =>
      people.flatMap((person, actor) => (isThere(actors[actor]!, time) ? [{ actor, ...person.faceAt(time) }] : [])),
  };
}

function checkActor(actor: SyntheticActor, number: number): void {
  const name = `actors[${number}]`;
  checkOption(name, actor, object('an actor { moods, places }', actorTable, ['moods', 'places']));
  actor.moods.forEach((mood, index) =>
    checkOption(`${name}.moods[${index}]`, mood, object('{ time, expression }', moodTable, ['time', 'expression'])),
  );
  actor.places.forEach((place, index) =>
    checkOption(
      `${name}.places[${index}]`,
      place,
      object('{ time, x, y, size }', placeTable, ['time', 'x', 'y', 'size']),
    ),
  );
}

function drawWall(width: number, height: number): RgbaImage {
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < pixels.length; at += 4) pixels.set(WALL, at);
  return { pixels, width, height };
}

/** A drawing of a person: grey, and how much of the wall behind it is seen. */
interface Drawing {
  readonly tones: Float32Array;
  readonly clear: Float32Array;
}

class Person {
  readonly #actor: SyntheticActor;
  readonly #traits: FaceTraits;
  /** Drawings that are used again: most frames show the same expression as the one before. */
  readonly #drawings = new Map<string, Drawing>();

  constructor(actor: SyntheticActor, seed: number) {
    this.#actor = actor;
    const pose = { tilt: 0, zoom: ZOOM, center: { x: 0, y: 0 } };
    const traits = drawTraits(createRandom(seed));
    // Seen from the front, in even light: the film measures time, not faces.
    this.#traits = {
      ...traits,
      pose,
      yaw: 0,
      pitch: 0,
      lightStrength: 0.1,
      glasses: false,
      beard: 0,
      backgroundSlope: 0,
    };
  }

  faceAt(time: number): Omit<SyntheticFace, 'actor'> {
    const { x, y, size } = this.#placeAt(time);
    const { headWidth, headHeight, hairline } = this.#traits;
    const unit = size / 2;
    const box = {
      x: x - headWidth * unit,
      y: y + hairline * unit,
      width: 2 * headWidth * unit,
      height: (headHeight - hairline) * unit,
    };
    return { expression: this.#moodAt(time), box };
  }

  draw({ pixels, width, height }: RgbaImage, time: number): void {
    const { x, y, size } = this.#placeAt(time);
    const { tones, clear } = this.#drawingAt(time);
    const side = size / ZOOM;
    const scale = DRAWN / side;
    const [left, top] = [x - side / 2, y - side / 2];
    for (let row = Math.max(0, Math.ceil(top)); row < Math.min(height, top + side); row++) {
      for (let column = Math.max(0, Math.ceil(left)); column < Math.min(width, left + side); column++) {
        const at = (row * width + column) * 4;
        const from = place((column + 0.5 - left) * scale - 0.5, (row + 0.5 - top) * scale - 0.5);
        const behind = sample(clear, from);
        if (behind > 0.995) continue;
        const tone = 255 * (sample(tones, from) - behind * WALLS[0]);
        for (let channel = 0; channel < 3; channel++) {
          const value = behind * pixels[at + channel]! + tone * TINT[channel]!;
          pixels[at + channel] = Math.min(255, Math.max(0, Math.round(value)));
        }
      }
    }
  }

  #placeAt(time: number): SyntheticPlace {
    const { places } = this.#actor;
    const next = places.findIndex((one) => one.time > time);
    if (next <= 0) return next === 0 ? places[0]! : places.at(-1)!;
    const [before, after] = [places[next - 1]!, places[next]!];
    const share = (time - before.time) / (after.time - before.time);
    const mix = (name: 'x' | 'y' | 'size'): number => before[name] + share * (after[name] - before[name]);
    return { time, x: mix('x'), y: mix('y'), size: mix('size') };
  }

  #moodAt(time: number): Expression {
    return this.#actor.moods.findLast((mood) => mood.time <= time)?.expression ?? 'neutral';
  }

  #drawingAt(time: number): Drawing {
    const { moods } = this.#actor;
    const near = moods.find((mood) => Math.abs(mood.time - time) < CHANGE / 2);
    const [before, after] = [this.#moodAt(time - CHANGE / 2), this.#moodAt(time + CHANGE / 2)];
    const step = near === undefined ? 0 : Math.round(STEPS * ((time - near.time) / CHANGE + 0.5));
    const key = `${before} ${after} ${step}`;
    const drawing = this.#drawings.get(key) ?? this.#draw(mixShapes(before, after, step / STEPS));
    this.#drawings.set(key, drawing);
    return drawing;
  }

  /** Draws the person in front of two walls: where they show, the drawings differ. */
  #draw(shape: ExpressionShape): Drawing {
    const [dark, light] = WALLS.map((background) => {
      const traits = { ...this.#traits, background };
      const canvas = new FaceCanvas(DRAWN, traits.pose);
      paintHead(canvas, traits);
      paintForehead(canvas, traits, shape);
      paintEyes(canvas, traits, shape);
      paintNose(canvas, traits, shape);
      paintMouth(canvas, traits, shape);
      return canvas.tones;
    });
    return { tones: dark!, clear: dark!.map((tone, at) => (light![at]! - tone) / (WALLS[1] - WALLS[0])) };
  }
}

function mixShapes(before: Expression, after: Expression, share: number): ExpressionShape {
  const [from, to] = [blendShape(before, STRENGTH), blendShape(after, STRENGTH)];
  const names = Object.keys(from) as (keyof ExpressionShape)[];
  return Object.fromEntries(
    names.map((name) => [name, from[name] + share * (to[name] - from[name])]),
  ) as unknown as ExpressionShape;
}

/** Four neighbours of a point in a drawing, and their weights. */
interface Sampled {
  readonly at: readonly number[];
  readonly weights: readonly number[];
}

function place(x: number, y: number): Sampled {
  const limit = (value: number): number => Math.min(Math.max(value, 0), DRAWN - 1.001);
  const [left, top] = [Math.floor(limit(x)), Math.floor(limit(y))];
  const [right, below] = [limit(x) - left, limit(y) - top];
  const at = top * DRAWN + left;
  return {
    at: [at, at + 1, at + DRAWN, at + DRAWN + 1],
    weights: [(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below],
  };
}

const sample = (values: Float32Array, { at, weights }: Sampled): number =>
  values[at[0]!]! * weights[0]! +
  values[at[1]!]! * weights[1]! +
  values[at[2]!]! * weights[2]! +
  values[at[3]!]! * weights[3]!;
