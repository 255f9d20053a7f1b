/**
 * The instances of a global class, such as `Blob`; `never` in programs whose TypeScript knows no such class, because their settings
 * have neither the DOM library nor the types of Node. The plain name would be an error in the published declarations there, or with
 * `skipLibCheck` the type `any`, and `classify(42)` would compile.
 */
export type AmbientType<Name extends string> =
  typeof globalThis extends Readonly<Record<Name, { readonly prototype: infer Instance }>> ? Instance : never;
