/** An option of a command: `--epochs 10`. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  /** One letter: `-h`. */
  readonly short?: string;
  /** Whether it may be given more than once. */
  readonly multiple?: boolean;
  /** What stands for its value in the help: `<n>`. */
  readonly value?: string;
  /** What it does, for the help. */
  readonly about: string;
}

/** The options of a command by name, without their dashes. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What was given for the flags of a table. */
export type FlagValues<Flags extends FlagTable> = {
  readonly [Name in keyof Flags]?: Flags[Name] extends { readonly type: 'boolean' }
    ? boolean
    : Flags[Name] extends { readonly multiple: true }
      ? readonly string[]
      : string;
};
