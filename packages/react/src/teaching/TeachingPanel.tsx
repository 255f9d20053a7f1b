import { guardLazily } from '../elements/guardLazily';
import { Figure } from '../elements/Figure';
import { deferView } from '../elements/deferView';
import { useTexts } from '../messages/MessagesProvider';
import { teachingMessages } from '../messages/teachingMessages';
import type { TeachingPanelProps } from './TeachingPanelProps';

// Loaded after the frame, which keeps the first load of a page small.
const TeachingSteps = /* @__PURE__ */ deferView(async () => (await import('./TeachingSteps')).TeachingSteps);

/**
 * Teaches labels of a visitor's own in three steps, side by side: collect faces from the camera and files, train the last layer of the
 * bundled model in the page, and try the result live. More pictures train it on. Pictures, labels and model are kept as one file.
 * A `model` of your own must have an input of 48 x 48 pixels.
 *
 * @example
 * ```tsx
 * <TeachingPanel labels={['wink', 'no wink']} onFinish={(model) => use(model)} />
 * ```
 */
export const TeachingPanel = /* @__PURE__ */ guardLazily<TeachingPanelProps>(
  'TeachingPanel',
  'trainer',
  () => import('./teachingProps'),
  function TeachingPanel(
    {
      messages: overrides,
      // Options of the steps; the remaining props are attributes.
      labels,
      faces,
      model,
      architecture,
      backend,
      options,
      worker,
      onFinish,
      onError,
      onEvent,
      project,
      projectName,
      autoStart,
      saveTo,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(teachingMessages, overrides);
    const given = { labels, faces, model, architecture, backend, options, worker, onFinish, onError, onEvent };
    return (
      <Figure
        messages={messages}
        kind="trainer ferkit-teaching"
        name={messages.teachingPanel}
        {...attributes}
        ref={ref}
      >
        <TeachingSteps
          {...given}
          {...{ project, projectName, autoStart, saveTo }}
          texts={messages}
          overrides={overrides}
        />
      </Figure>
    );
  },
);
