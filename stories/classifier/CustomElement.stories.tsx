import { FerkitClassifier } from '#react/element/define';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useRef } from 'react';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { scenes, toFile } from '../fixtures/scenes';

interface ElementProps {
  readonly onReady?: (event: Event) => void;
  readonly onResult?: (event: Event) => void;
}

/** `<ferkit-classifier>` in a page of React, which here listens as pages without it do. */
function Element({ onReady, onResult }: ElementProps) {
  const ref = useRef<FerkitClassifier>(null);
  useEffect(() => {
    const element = ref.current!;
    const controller = new AbortController();
    if (onReady) element.addEventListener('ready', onReady, controller);
    if (onResult) element.addEventListener('result', onResult, controller);
    return () => controller.abort();
  }, [onReady, onResult]);
  return (
    <>
      <style>{`
        ferkit-classifier { --ferkit-accent: #7a3cc0; }
        ferkit-classifier::part(button) { border-radius: 1.5em; }
        ferkit-classifier::part(notice) { font-style: italic; }
      `}</style>
      <ferkit-classifier ref={ref} sources="file webcam" backend="wasm" threshold={0.4} />
    </>
  );
}

const meta = {
  title: 'Components/ferkit-classifier',
  component: Element,
  args: { onReady: fn(), onResult: fn() },
} satisfies Meta<typeof Element>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Styled by a variable and by parts. The bundled model runs in it; its file needs neither React nor a bundler. */
export const StyledByParts: Story = {
  play: async ({ args, canvasElement }) => {
    const element = canvasElement.querySelector('ferkit-classifier')!;
    await expect(element).toBeInstanceOf(FerkitClassifier);
    const shadow = element.shadowRoot!;
    const button = await waitFor(() => shadow.querySelector<HTMLElement>('[part=sources] [part=button]')!);
    await expect(getComputedStyle(button).borderTopLeftRadius).not.toBe('0px');
    await waitFor(() => expect(args.onReady).toHaveBeenCalledOnce(), { timeout: 60_000 });
    const input = shadow.querySelector<HTMLInputElement>('input[type=file]')!;
    await userEvent.upload(input, await toFile(scenes.one()));
    await waitFor(() => expect(shadow.querySelector('[part=expression]')).toHaveTextContent('happy'), {
      timeout: 60_000,
    });
    await expect(args.onResult).toHaveBeenCalledOnce();
  },
};
