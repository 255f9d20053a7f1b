import { extname } from 'node:path';
import { joinWords } from '../words';
import { type ChoiceFlag, choiceFlag, type Flag } from './Flag';
import { UsageError } from './failures';

/** The facts of a command's formats besides their names. */
interface FormatFacts<Name> {
  /** For the help of `--format`. @default their names */
  readonly about?: string;
  /** The format that `--json` stands for. */
  readonly json: Name;
  /** The formats that the endings of `--out` name. A format without one is for standard output only. */
  readonly endings?: Readonly<Record<string, Name>>;
  /** The format of an `--out` without an ending. @default none: such a name needs a `--format` */
  readonly withoutEnding?: Name;
}

/** The given flags that choose a format. */
interface FormatValues<Name> {
  readonly format?: Name;
  readonly json?: boolean;
  readonly out?: string;
}

/** The formats of a command's results, of which `--format`, `--json` or the ending of `--out` chooses one. */
export class OutputFormats<const Name extends string> {
  readonly flags: {
    readonly format: ChoiceFlag<Name>;
    readonly json: Flag & { readonly type: 'boolean' };
  };
  readonly #names: readonly [Name, ...Name[]];
  readonly #facts: FormatFacts<Name>;

  /** @param names - of the formats; the first is the default */
  constructor(names: readonly [Name, ...Name[]], facts: FormatFacts<NoInfer<Name>>) {
    const { about = joinWords(names), json } = facts;
    this.#names = names;
    this.#facts = facts;
    this.flags = {
      format: choiceFlag(names, { value: '<format>', default: names[0], about }),
      json: { type: 'boolean', about: `the same as --format ${json}` },
    };
  }

  /** @throws UsageError for contradictions, and for a file whose ending is that of no format, or of another one */
  choose(values: FormatValues<Name>): Name {
    const chosen = this.#named(values);
    const { out } = values;
    if (out === undefined) return chosen ?? this.#names[0];
    const { endings = {}, withoutEnding } = this.#facts;
    const written = this.#names.filter((name) => Object.values(endings).includes(name));
    if (chosen !== undefined && !written.includes(chosen)) {
      throw new UsageError(`--out writes ${joinWords(written)}; for ${chosen}, redirect the output to a file.`);
    }
    const ending = extname(out).toLowerCase();
    const format = endings[ending] ?? chosen ?? (ending === '' ? withoutEnding : undefined);
    if (format === undefined) {
      const known = Object.keys(endings).join(', ');
      throw new UsageError(
        `--out takes a file that ends in ${known}, not "${out}". For another name give the --format too.`,
      );
    }
    if (chosen === undefined || format === chosen) return format;
    throw new UsageError(`--out "${out}" is a file of ${format}, and the format is ${chosen}: leave one of them out.`);
  }

  /** The format that `--format` or `--json` names. */
  #named({ format, json }: FormatValues<Name>): Name | undefined {
    if (json !== true) return format;
    const { json: alias } = this.#facts;
    if (format === undefined || format === alias) return alias;
    throw new UsageError(
      alias === 'json'
        ? `--json and --format ${format} exclude each other.`
        : `--json is --format ${alias}, and excludes --format ${format}.`,
    );
  }
}
