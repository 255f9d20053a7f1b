import { type ComponentType, createElement, type ReactElement, type ReactNode } from 'react';
import { deferView, type DeferredView } from '../elements/deferView';
import type { ViewProps } from '../elements/Figure';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';

interface HeadingProps {
  /** From 1 to 6. */
  readonly level: number;
  readonly children: ReactNode;
}

/** A heading with the looks of a caption. */
export const Heading = ({ level, children }: HeadingProps): ReactElement =>
  createElement(`h${level}`, { className: 'ferkit-heading' }, children);

/** A component with its texts, and the name among them that is its heading. */
interface Loaded<Props, Texts> {
  readonly View: ComponentType<Props>;
  readonly texts: Texts;
  readonly title: keyof Texts;
}

/** A part of a report that loads on demand, with a heading in place of the caption of its component. */
function defineSection<Props extends ViewProps, Texts extends Partial<Messages>>(
  load: () => Promise<Loaded<Props, Texts>>,
): DeferredView<Props & { readonly level: number }> {
  return deferView(async () => {
    const { View, texts, title } = await load();
    return function Section({ level, ...props }) {
      const name = useTexts(texts, props.messages)[title] as string;
      return createElement(View, {
        ...(props as unknown as Props),
        className: 'ferkit-inner',
        caption: <Heading level={level}>{name}</Heading>,
      });
    };
  });
}

export const ScoresSection = /* @__PURE__ */ defineSection(async () => {
  const [{ ScoresTable: View }, { scoresMessages: texts }] = await Promise.all([
    import('../views/ScoresTable'),
    import('../messages/scoresMessages'),
  ]);
  return { View, texts, title: 'scores' };
});

export const ConfusionSection = /* @__PURE__ */ defineSection(async () => {
  const [{ ConfusionMatrix: View }, { confusionMessages: texts }] = await Promise.all([
    import('../confusion/ConfusionMatrix'),
    import('../messages/confusionMessages'),
  ]);
  return { View, texts, title: 'confusionMatrix' };
});

export const ReliabilitySection = /* @__PURE__ */ defineSection(async () => {
  const [{ ReliabilityDiagram: View }, { reliabilityMessages: texts }] = await Promise.all([
    import('../views/ReliabilityDiagram'),
    import('../messages/reliabilityMessages'),
  ]);
  return { View, texts, title: 'reliability' };
});

export const DistributionSection = /* @__PURE__ */ defineSection(async () => {
  const [{ LabelDistribution: View }, { distributionMessages: texts }] = await Promise.all([
    import('../views/LabelDistribution'),
    import('../messages/distributionMessages'),
  ]);
  return { View, texts, title: 'labelDistribution' };
});

export const RobustnessSection = /* @__PURE__ */ defineSection(async () => {
  const [{ RobustnessChart: View }, { robustnessMessages: texts }] = await Promise.all([
    import('../views/RobustnessChart'),
    import('../messages/robustnessMessages'),
  ]);
  return { View, texts, title: 'robustness' };
});

export const CurvesSection = /* @__PURE__ */ defineSection(async () => {
  const [{ TrainingCurves: View }, { curveMessages: texts }] = await Promise.all([
    import('../training/TrainingCurves'),
    import('../messages/curveMessages'),
  ]);
  return { View, texts, title: 'trainingCurves' };
});

export const PredictionsSection = /* @__PURE__ */ defineSection(async () => {
  const [{ PredictionGrid: View }, { predictionMessages: texts }] = await Promise.all([
    import('../views/PredictionGrid'),
    import('../messages/predictionMessages'),
  ]);
  return { View, texts, title: 'predictions' };
});

/** Loads all sections ahead of time, for a page that renders them at once. */
export async function prepareSections(): Promise<void> {
  const sections = [
    ScoresSection,
    ConfusionSection,
    ReliabilitySection,
    DistributionSection,
    RobustnessSection,
    CurvesSection,
    PredictionsSection,
  ];
  await Promise.all(sections.map(({ prepare }) => prepare()));
}
