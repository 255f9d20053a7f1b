import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';
import { deferView } from '../elements/deferView';
import { useWebcam } from '../hooks/useWebcam';
import type { Messages } from '../messages/Messages';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { ProjectButtons } from './ProjectButtons';
import type { TeachingPanelProps } from './TeachingPanelProps';
import { useTeaching, type UseTeachingOptions } from './useTeaching';

interface TeachingStepsProps
  extends UseTeachingOptions, Pick<TeachingPanelProps, 'project' | 'projectName' | 'autoStart' | 'saveTo'> {
  readonly texts: TeachingMessages;
  readonly overrides: Partial<Messages> | undefined;
}

const CollectStep = /* @__PURE__ */ deferView(async () => (await import('./CollectStep')).CollectStep);
const TrainStep = /* @__PURE__ */ deferView(async () => (await import('./TrainStep')).TrainStep);
const TryStep = /* @__PURE__ */ deferView(async () => (await import('./TryStep')).TryStep);

/** The content of `<TeachingPanel>`. */
export function TeachingSteps({
  labels,
  project,
  projectName = 'ferkit-project.zip',
  autoStart = false,
  saveTo = 'download:ferkit-model',
  texts: messages,
  overrides,
  ...options
}: TeachingStepsProps): ReactElement {
  const { faces, onError } = options;
  const { count } = numberFormats(messages.locale);
  const state = useTeaching({
    ...options,
    labels: labels ?? [1, 2].map((number) => messages.labelNumber(count(number))),
  });
  const { samples, training, open } = state;
  const camera = useWebcam();
  const { start, error: cameraError } = camera;
  useEffect(() => {
    if (autoStart) start();
  }, [autoStart, start]);
  useEffect(() => {
    if (cameraError !== null) onError?.(cameraError);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- each error is reported once, even if the callback changes
  }, [cameraError]);
  useEffect(() => {
    if (project !== undefined) void open(project);
  }, [project, open]);

  const isRunning = training.status === 'running';
  const trained = isRunning ? null : training.model;
  const step = isRunning ? 2 : trained !== null ? 3 : samples.gaps.length === 0 ? 2 : 1;
  return (
    <>
      {projectName !== false && <ProjectButtons state={state} fileName={projectName} messages={messages} />}
      <Steps current={step} messages={messages}>
        {[
          <CollectStep key="1" state={samples} camera={camera} messages={messages} />,
          <TrainStep key="2" state={state} saveTo={saveTo} messages={messages} overrides={overrides} />,
          trained === null ? (
            <p key="3" className="ferkit-label-note">
              {messages.tryHint}
            </p>
          ) : (
            <TryStep
              key="3"
              model={trained}
              faces={faces}
              camera={camera}
              onError={onError}
              messages={messages}
              overrides={overrides}
            />
          ),
        ]}
      </Steps>
    </>
  );
}

interface StepsProps {
  /** The step that a visitor is at, from 1. */
  readonly current: number;
  readonly messages: TeachingMessages;
  /** The contents of the three steps. */
  readonly children: readonly ReactNode[];
}

/** The steps, side by side, or one below the other with a bar that stays in sight and leads to each. */
function Steps({ current, messages, children }: StepsProps): ReactElement {
  const id = useId();
  const { count } = numberFormats(messages.locale);
  const names = [messages.stepCollect, messages.stepTrain, messages.stepTry];
  const list = useRef<HTMLDivElement>(null);
  const last = useRef(current);
  useEffect(() => {
    const before = last.current;
    last.current = current;
    const [from, to] = [before, current].map((step) => list.current?.children[step - 1]);
    // A visitor who waits for the training sees its result at once; nobody else is moved.
    if (before === 2 && current === 3 && from?.contains(document.activeElement))
      to?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <>
      <nav className="ferkit-step-bar" aria-label={messages.steps}>
        {names.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-current={current === index + 1 ? 'step' : undefined}
            onClick={() => (list.current?.children[index] as HTMLElement | undefined)?.focus()}
          >
            <b>{count(index + 1)}</b> {name}
          </button>
        ))}
      </nav>
      <div className="ferkit-steps" ref={list}>
        {children.map((content, index) => (
          <section
            key={index}
            className="ferkit-step"
            aria-labelledby={`${id}${index}`}
            data-current={current === index + 1 ? '' : undefined}
            tabIndex={-1}
          >
            <h3 className="ferkit-step-name" id={`${id}${index}`}>
              <b data-fill="">{count(index + 1)}</b> {names[index]}
            </h3>
            {content}
          </section>
        ))}
      </div>
    </>
  );
}
