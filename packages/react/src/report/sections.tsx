import type { ComponentType } from 'react';
import { deferView, type DeferredView } from '../elements/deferView';
import type { ViewProps } from '../elements/Figure';

/** A component of a report, which loads on demand. */
function defineSection<Props extends ViewProps>(load: () => Promise<ComponentType<Props>>): DeferredView<Props> {
  return deferView(async () => {
    const View = await load();
    return function Section(props) {
      return <View {...props} className="ferkit-inner" />;
    };
  });
}

export const ScoresSection = /* @__PURE__ */ defineSection(
  async () => (await import('../views/ScoresTable')).ScoresTable,
);

export const ConfusionSection = /* @__PURE__ */ defineSection(
  async () => (await import('../confusion/ConfusionMatrix')).ConfusionMatrix,
);

export const ReliabilitySection = /* @__PURE__ */ defineSection(
  async () => (await import('../views/ReliabilityDiagram')).ReliabilityDiagram,
);

export const DistributionSection = /* @__PURE__ */ defineSection(
  async () => (await import('../views/LabelDistribution')).LabelDistribution,
);

export const RobustnessSection = /* @__PURE__ */ defineSection(
  async () => (await import('../views/RobustnessChart')).RobustnessChart,
);

export const CurvesSection = /* @__PURE__ */ defineSection(
  async () => (await import('../training/TrainingCurves')).TrainingCurves,
);

export const PredictionsSection = /* @__PURE__ */ defineSection(
  async () => (await import('../views/PredictionGrid')).PredictionGrid,
);

export const MistakesSection = /* @__PURE__ */ defineSection(
  async () => (await import('./MistakesTable')).MistakesTable,
);

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
    MistakesSection,
  ];
  await Promise.all(sections.map(({ prepare }) => prepare()));
}
