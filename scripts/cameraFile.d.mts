/** Path of the film for Chromium's fake camera in tests. */
export declare const cameraFile: string;
