import { layThreads, type WebgpuProgram } from './WebgpuBackend';

/** Adds up `parts x length` over the parts, in their order. */
export function sumPartsProgram(length: number): WebgpuProgram {
  return {
    variableNames: ['x'],
    variableComponents: [1],
    uniforms: 'parts : i32, length : i32,',
    outputShape: [length],
    outputComponent: 1,
    ...layThreads(length),
    shaderKey: 'ferkitSumParts',
    getUserCode: () => `
      fn main(index : i32) {
        if (index >= uniforms.length) { return; }
        var sum = 0.0;
        for (var part = 0; part < uniforms.parts; part++) {
          sum += getX(part, index);
        }
        setOutputAtIndex(index, sum);
      }
    `,
  };
}
