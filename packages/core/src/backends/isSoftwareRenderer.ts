/** Whether the name of a graphics device tells that the processor draws in the place of a GPU. */
export function isSoftwareRenderer(description: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i.test(description);
}
