/** A stream of one track, of which tests see whether it was stopped. */
export class FakeStream {
  readonly track = Object.assign(new EventTarget(), {
    stopped: 0,
    stop: () => {
      this.track.stopped++;
    },
  });
  getTracks(): readonly EventTarget[] {
    return [this.track];
  }
}

/** jsdom has no cameras: this puts some in place. @returns what takes them away again */
export function provideCameras(getUserMedia: (constraints: MediaStreamConstraints) => Promise<unknown>): () => void {
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } });
  // jsdom does not play, and would say so at each try.
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  return () => {
    delete (navigator as Partial<{ mediaDevices: unknown }>).mediaDevices;
  };
}

/** Hides the page, or shows it again. */
export function setVisible(isVisible: boolean): void {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    value: isVisible ? 'visible' : 'hidden',
  });
  document.dispatchEvent(new Event('visibilitychange'));
}
