import { act, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useWebcam } from '@ferkit/react';
import { FakeStream, provideCameras, setVisible } from '../support/cameras';

let restore = (): void => undefined;
afterEach(() => {
  restore();
  setVisible(true);
});

/** Provides a camera that opens at once. @returns the streams that it has opened */
function openCamera(): readonly FakeStream[] {
  const streams: FakeStream[] = [];
  restore = provideCameras(() => {
    const stream = new FakeStream();
    streams.push(stream);
    return Promise.resolve(stream);
  });
  return streams;
}

describe('a webcam', () => {
  it('stays closed until it is started', () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam());
    expect(result.current.status).toBe('off');
    expect(streams).toHaveLength(0);
  });

  it('is on until it is stopped, and stops its tracks then', async () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam(), { wrapper: StrictMode });
    act(() => result.current.start());
    expect(result.current.status).toBe('starting');
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.stream).toBe(streams.at(-1));
    act(() => result.current.stop());
    expect(result.current.status).toBe('off');
    expect(streams.map(({ track }) => track.stopped)).toEqual(streams.map(() => 1));
  });

  it('is turned off on unmount, even if the visitor agrees only later', async () => {
    let agree = (_: FakeStream): void => undefined;
    restore = provideCameras(() => new Promise((resolve) => (agree = resolve)));
    const { result, unmount } = renderHook(() => useWebcam());
    act(() => result.current.start());
    unmount();
    const late = new FakeStream();
    agree(late);
    await waitFor(() => expect(late.track.stopped).toBe(1));
  });

  it('is off while the page is hidden, and on again when it is visible', async () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    act(() => setVisible(false));
    expect(result.current.status).toBe('paused');
    expect(streams[0]!.track.stopped).toBe(1);
    act(() => setVisible(true));
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.stream).toBe(streams[1]);
    expect(streams[1]!.track.stopped).toBe(0);
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'absent'],
    ['OverconstrainedError', 'absent'],
    ['NotReadableError', 'busy'],
  ])('reports a %s as a camera that is %s, and retries on start', async (name, reason) => {
    let tries = 0;
    restore = provideCameras(() =>
      ++tries === 1 ? Promise.reject(new DOMException('no', name)) : Promise.resolve(new FakeStream()),
    );
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('error'));
    expect(result.current.error).toMatchObject({ code: 'CAMERA_UNAVAILABLE', details: { reason } });
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.error).toBeNull();
  });

  it('reports a page without access to cameras as insecure', async () => {
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.error?.details.reason).toBe('insecure'));
  });

  it('reports a camera that is disconnected', async () => {
    const [streams] = [openCamera()];
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    act(() => void streams[0]!.track.dispatchEvent(new Event('ended')));
    expect(result.current.error?.details.reason).toBe('ended');
  });

  it('opens another camera when the device id changes', async () => {
    const requested: unknown[] = [];
    restore = provideCameras(({ video }) => {
      requested.push(video);
      return Promise.resolve(new FakeStream());
    });
    const { result, rerender } = renderHook((deviceId?: string) => useWebcam({ deviceId }));
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    rerender('second');
    await waitFor(() => expect(requested).toHaveLength(2));
    expect(requested).toMatchObject([{ facingMode: 'user' }, { deviceId: { exact: 'second' } }]);
  });
});
