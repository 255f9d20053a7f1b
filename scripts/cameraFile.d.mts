/** The film that Chromium's fake camera shows in tests. */
export declare const cameraFile: string;
