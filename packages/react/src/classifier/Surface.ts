/** What shows the picture, to draw parts of it from; another object for each picture that is drawn on the same element. */
export interface Surface {
  readonly element: HTMLCanvasElement | HTMLVideoElement;
}
