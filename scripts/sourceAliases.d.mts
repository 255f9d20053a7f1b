export declare const sourceOf: (path: string) => string;
export declare const reactAliases: Readonly<Record<string, string>>;
export declare const nodeAliases: Readonly<Record<string, string>>;
export declare const browserAliases: Readonly<Record<string, string>>;
