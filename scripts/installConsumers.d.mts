/** Paths of the packed packages. */
export interface Tarballs {
  readonly core: string;
  readonly react: string;
}

/** Projects outside of the repository that have installed the packed packages. */
export interface Consumers {
  readonly tarballs: Tarballs;
  /** Has core and its required peer only. */
  readonly plain: string;
  /** Also has the React components, Vite, and core's optional peers. */
  readonly application: string;
}

export function versionOf(name: string): string;
export function installConsumers(): Promise<Consumers>;
