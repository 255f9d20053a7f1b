import type { LabelScore } from '@ferkit/core';
import { useState } from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import { numberFormats } from '../messages/numberFormats';

/** Options of {@link useScoreBars}. */
export interface UseScoreBarsOptions {
  /** Labels with their scores, the highest first, such as the `scores` of a face. */
  readonly scores: readonly LabelScore[];
  /** All labels in the order of their bars, which stays the same from frame to frame. @default the order of the scores */
  readonly labels?: readonly string[] | undefined;
  /** Number of bars, those of the highest scores. @default all */
  readonly topK?: number | undefined;
  /** For a video: whole percents, which change only when a score changes by a point. @default false */
  readonly live?: boolean | undefined;
}

/** A label with its score, as it is shown. */
export interface ScoreBar extends LabelScore {
  /** Displayed name of the label. */
  readonly name: string;
  /** The score as text, such as "87.3%". */
  readonly text: string;
  /** True for the highest score. */
  readonly isTop: boolean;
}

/**
 * Behaviour of `<ScoreBars>` without its markup: which bars, in which order, with which numbers.
 * @param messages - texts, as of `useMessages()`
 *
 * @example
 * ```tsx
 * const bars = useScoreBars({ scores: face.scores, topK: 3 }, useMessages());
 * return bars.map(({ name, text }) => `${name} ${text}`);
 * ```
 */
export function useScoreBars(
  { scores, labels, topK = Infinity, live = false }: UseScoreBarsOptions,
  messages: Pick<CommonMessages, 'locale' | 'label'>,
): readonly ScoreBar[] {
  const formats = numberFormats(messages.locale);
  const shares = useSteadyShares(scores, live);
  const shown = scores.slice(0, topK);
  const ordered =
    labels !== undefined && topK >= labels.length
      ? labels.flatMap((label) => shown.find((score) => score.label === label) ?? [])
      : shown;
  return ordered.map(({ label, score }) => ({
    label,
    score,
    name: messages.label(label),
    text: live ? formats.share(shares.get(label) ?? 0) : formats.exactShare(score),
    isTop: label === scores[0]?.label,
  }));
}

type Shares = ReadonlyMap<string, number>;

/** Scores in whole percents. A share is kept until its score is a point away from it, so that the numbers of a video do not flicker. */
function useSteadyShares(scores: readonly LabelScore[], live: boolean): Shares {
  const [kept, setKept] = useState<{ readonly scores: readonly LabelScore[]; readonly shares: Shares }>(() => ({
    scores,
    shares: steady(scores, new Map()),
  }));
  if (!live || kept.scores === scores) return kept.shares;
  const shares = steady(scores, kept.shares);
  setKept({ scores, shares });
  return shares;
}

function steady(scores: readonly LabelScore[], earlier: Shares): Shares {
  return new Map(
    scores.map(({ label, score }) => {
      const share = earlier.get(label);
      return [label, share !== undefined && Math.abs(share - score) < 0.01 ? share : Math.round(100 * score) / 100];
    }),
  );
}
