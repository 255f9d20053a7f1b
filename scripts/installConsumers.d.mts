/** Where the packed packages lie, as they would be published. */
export interface Tarballs {
  readonly core: string;
  readonly react: string;
}

/** Projects outside of the repository that have installed the packed packages. */
export interface Consumers {
  readonly tarballs: Tarballs;
  /** Has core and nothing else but its peer. */
  readonly plain: string;
  /** Also has the React components, Vite, and what files of Keras take. */
  readonly application: string;
}

export function versionOf(name: string): string;
export function installConsumers(): Promise<Consumers>;
