/** Arguments of Chromium in tests: WebGPU on SwiftShader where there is no GPU, and no background requests. */
export const chromiumArguments = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
