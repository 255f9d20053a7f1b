export declare function findChromium(options?: { readonly install?: boolean }): Promise<string>;
