/** The text of SimdKernels.generated.ts. @param sources - the .as files by name */
export declare function writeSimdKernelCalls(sources: ReadonlyMap<string, string>): string;
