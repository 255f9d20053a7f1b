import {
  type CSSProperties,
  type ReactNode,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { guardPart } from '../elements/guardPart';
import { type PartProps, renderPart } from '../elements/PartProps';
import { useKeptFocus } from '../hooks/useKeptFocus';
import { useLatest } from '../hooks/useLatest';
import { useWebcam, type UseWebcamOptions, type WebcamState } from '../hooks/useWebcam';
import { cameraMessages, type CameraMessages } from '../messages/cameraMessages';
import { useTexts } from '../messages/MessagesProvider';

/** State of {@link CameraView}. */
export interface CameraViewState extends Omit<WebcamState, 'ref' | 'stream'> {
  /** The element that shows the camera; null while it is off. */
  readonly video: HTMLVideoElement | null;
  /** Width and height of the camera's picture in pixels; null until it is known. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** True if the picture is shown mirrored. */
  readonly isMirrored: boolean;
}

/** Props of {@link CameraView}. */
export interface CameraViewProps extends PartProps<CameraViewState>, UseWebcamOptions {
  /** Turns the camera on when the component mounts. @default false */
  readonly autoStart?: boolean | undefined;
  /** Shows the picture mirrored. @default true for the front camera, false for the rear one */
  readonly mirror?: boolean | undefined;
  /** Shows the button that turns the camera off, under the picture. @default true */
  readonly controls?: boolean | undefined;
  /** Called with the element that shows the camera, and with null when the camera goes off. @default none */
  readonly onVideo?: ((video: HTMLVideoElement | null) => void) | undefined;
  /** Called with each error of the camera. @default none */
  readonly onError?: ((error: Error) => void) | undefined;
  /**
   * Content over the picture while the camera is on, such as `<FaceBoxes>`; or a function of the state, which also renders what stands
   * in place of the picture while the camera is off: the start button, a hint or an error, its `defaultChildren`.
   * @default nothing over the picture
   */
  readonly children?: PartProps<CameraViewState>['children'];
}

/**
 * The picture of a camera, with the buttons that turn it on and off, and hints and errors in its place. It takes the same space in
 * each state: `data-status` of its element tells it.
 *
 * @example
 * ```tsx
 * const { faces, size, classify, clear } = useEmotionClassifier();
 * return (
 *   <CameraView onVideo={(video) => (video === null ? clear() : classify(video))}>
 *     {faces && size && <FaceBoxes faces={faces} size={size} mirror />}
 *   </CameraView>
 * );
 * ```
 */
export const CameraView = /* @__PURE__ */ guardPart<CameraViewProps, HTMLDivElement>(
  'CameraView',
  ({ findCameraFault }) => findCameraFault,
  function CameraView(
    {
      facingMode,
      deviceId,
      width = 640,
      height = 480,
      autoStart = false,
      mirror: isMirrored = facingMode !== 'environment',
      controls = true,
      onVideo,
      onError,
      messages: overrides,
      className,
      style,
      children,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(cameraMessages, overrides);
    const camera = useWebcam({ facingMode, deviceId, width, height });
    const { status, error, start, stop, ref: show } = camera;
    const [video, setVideo] = useState<HTMLVideoElement | null>(null);
    // Kept while the camera is off, so that the next start changes nothing around the picture.
    const [size, setSize] = useState<CameraViewState['size']>(null);
    const root = useRef<HTMLDivElement>(null);
    useImperativeHandle(ref, () => root.current!);
    const latest = useLatest({ onVideo, onError });
    useKeptFocus(root);

    useEffect(() => {
      if (autoStart) start();
    }, [autoStart, start]);
    useEffect(() => {
      if (error !== null) latest.current.onError?.(error);
    }, [error, latest]);
    const showVideo = useCallback(
      (element: HTMLVideoElement | null) => {
        show(element);
        setVideo(element);
      },
      [show],
    );
    useEffect(() => {
      if (video === null) return;
      const tell = (element: typeof video | null): void => latest.current.onVideo?.(element);
      tell(video);
      return () => tell(null);
    }, [video, latest]);

    const measure = ({ currentTarget: { videoWidth, videoHeight } }: SyntheticEvent<HTMLVideoElement>): void => {
      if (videoWidth > 0) setSize({ width: videoWidth, height: videoHeight });
    };

    const isOn = status === 'on';
    const state: CameraViewState = { status, error, start, stop, video, size: isOn ? size : null, isMirrored };
    const placeholder = isOn ? null : <CameraPlaceholder {...state} messages={messages} />;
    const content = typeof children === 'function' || isOn ? children : undefined;
    const { children: rendered, ...part } = renderPart(
      { className, style, children: content },
      { kind: 'camera', state, messages, content: placeholder },
    );
    const ratio = size === null ? width / height : size.width / size.height;
    return (
      <div {...attributes} ref={root} {...part} data-status={status} data-mirrored={isMirrored ? '' : undefined}>
        <div
          className="ferkit-picture"
          data-guessed={size === null ? '' : undefined}
          style={{ '--ferkit-ratio': ratio.toFixed(4) } as CSSProperties}
        >
          {isOn && (
            <video
              ref={showVideo}
              playsInline
              muted
              aria-label={messages.cameraPicture}
              onLoadedMetadata={measure}
              // When a phone is turned.
              onResize={measure}
            />
          )}
          {rendered}
        </div>
        {controls && (
          <div className="ferkit-actions">
            {status !== 'off' && status !== 'error' && (
              <button type="button" onClick={stop}>
                {messages.stopCamera}
              </button>
            )}
          </div>
        )}
      </div>
    );
  },
);

/** The start button, a hint or an error, in place of the picture. */
function CameraPlaceholder({
  status,
  error,
  start,
  messages,
}: CameraViewState & { readonly messages: CameraMessages }): ReactNode {
  if (status === 'starting' || status === 'paused') {
    return <p>{status === 'paused' ? messages.cameraPaused : messages.cameraStarting}</p>;
  }
  if (error !== null) return <ErrorNotice error={error} onRetry={start} messages={messages} />;
  return (
    <button type="button" data-primary="" data-fill="" onClick={start}>
      {messages.startCamera}
    </button>
  );
}
