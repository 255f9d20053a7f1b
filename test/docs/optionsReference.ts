import { fileURLToPath } from 'node:url';
import { relative } from 'node:path';
import { format } from 'prettier';
import ts from 'typescript';
import type { Rule } from '#core/options';
import { readSources } from '../support/readSources';

const source = fileURLToPath(new URL('../../packages/core/src/', import.meta.url));
const entries = ['index', 'entries/exchange', 'entries/worker'].map((name) => `${source}${name}.ts`);
const { program, checker, exportsOf, textOf, tagsOf } = readSources(entries);

/** A rule of a table. */
type TableRule = Rule & { readonly default?: unknown };

/** An option in words. */
interface Option {
  readonly name: string;
  readonly rule: TableRule;
  /** First sentence of its documentation. */
  readonly about: string;
  /** Its `@default`. */
  readonly documented: string | undefined;
}

/** A table of options, with the name of its options interface. */
export interface Table {
  readonly name: string;
  readonly interfaceName: string;
  readonly options: readonly Option[];
}

const firstSentence = (text: string): string =>
  (/^.*?\.(?=\s+[A-Z{]|$)/s.exec(text)?.[0] ?? text).replace(/^- /, '').replaceAll(/\s+/g, ' ');
const aboutOf = (symbol: ts.Symbol | undefined): string => (symbol === undefined ? '' : firstSentence(textOf(symbol)));
const tagOf = (symbol: ts.Symbol | undefined, name: string): string | undefined => symbol && tagsOf(symbol, name)[0];

/** Reads all tables of options with the documentation of their interfaces. */
export async function readTables(): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const file of program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(source))) {
    for (const statement of file.statements.filter(ts.isVariableStatement)) {
      if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
      for (const { name, type } of statement.declarationList.declarations) {
        if (type === undefined || !ts.isTypeReferenceNode(type) || type.typeName.getText() !== 'OptionTable') continue;
        const [of] = type.typeArguments!;
        const module = (await import(/* @vite-ignore */ file.fileName)) as Readonly<Record<string, object>>;
        const ofType = checker.getTypeFromTypeNode(of!);
        const options = Object.entries(module[name.getText()]!).map(([option, rule]: [string, TableRule]) => {
          const property = checker.getPropertyOfType(ofType, option);
          return { name: option, rule, about: aboutOf(property), documented: tagOf(property, 'default') };
        });
        tables.push({ name: name.getText(), interfaceName: of!.getText(), options });
      }
    }
  }
  return tables;
}

/** A public function or method. */
export interface Verb {
  readonly name: string;
  readonly room: string;
  readonly about: string;
  readonly args: readonly { readonly name: string; readonly type: string; readonly about: string }[];
  readonly table: Table | undefined;
  /** True if a parameter is an options object. */
  readonly hasOptions: boolean;
}

const isOptions = ({ name, type }: ts.ParameterDeclaration): boolean =>
  name.getText() === 'options' || name.getText() === 'given' || /Options(<.*>)?$/.test(type?.getText() ?? '');

function describeVerb(name: string, symbol: ts.Symbol, tables: readonly Table[]): Verb | undefined {
  const type = checker.getTypeOfSymbol(symbol);
  const declaration = type.getCallSignatures().at(-1)?.getDeclaration();
  if (declaration === undefined) return undefined;
  const parameters = [...declaration.parameters] as ts.ParameterDeclaration[];
  const last = parameters.find(isOptions);
  const hasOptions = last !== undefined;
  const short = name.split('#').at(-1)!;
  const interfaceName = last?.type?.getText().replace(/<.*/s, '');
  const args = parameters
    .filter((parameter) => parameter !== last)
    .map((parameter) => {
      const parameterSymbol = checker.getSymbolAtLocation(parameter.name)!;
      return {
        name: parameter.name.getText(),
        type: (parameter.type?.getText() ?? checker.typeToString(checker.getTypeOfSymbol(parameterSymbol))).replaceAll(
          /\s+/g,
          ' ',
        ),
        about: aboutOf(parameterSymbol),
      };
    });
  const table = !hasOptions
    ? undefined
    : (tables.find((one) => one.name === `${short}Table`) ?? tables.find((one) => one.interfaceName === interfaceName));
  const room = relative(source, declaration.getSourceFile().fileName).split('/')[0]!;
  return { name, room, about: aboutOf(symbol), args, table, hasOptions };
}

/** The objects whose methods are public. */
const OBJECTS = ['Dataset', 'FerModel', 'Classifier', 'FaceDetector', 'FaceTracker'];

/** All public functions, and the methods of public objects. */
export function readVerbs(tables: readonly Table[]): readonly Verb[] {
  const verbs = new Map<string, Verb>();
  for (const entry of entries) {
    for (const symbol of exportsOf(entry)) {
      const found = [
        ...(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable) ? [[symbol.name, symbol] as const] : []),
        ...(OBJECTS.includes(symbol.name)
          ? checker
              .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
              .filter(({ flags, name }) => (flags & ts.SymbolFlags.Method) !== 0 && !name.startsWith('_'))
              .filter((method) => tagOf(method, 'internal') === undefined)
              .map((method) => [`${symbol.name}#${method.name}`, method] as const)
          : []),
      ];
      for (const [name, one] of found) {
        const verb = describeVerb(name, one, tables);
        if (verb !== undefined) verbs.set(name, verb);
      }
    }
  }
  return [...verbs.values()];
}

/** The groups of the reference: titles and rooms. */
const GROUPS: readonly (readonly [title: string, rooms: readonly string[]])[] = [
  ['Datasets', ['datasets']],
  ['Models', ['models']],
  ['Training', ['training']],
  ['Evaluation', ['evaluation']],
  ['Inference', ['inference']],
  ['Faces and images', ['faces', 'images']],
  ['Exchange', ['exchange']],
  ['Workers', ['worker']],
  ['Metrics', ['metrics']],
  ['Backends', ['backends']],
];

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
const code = (text: string): string => `\`${text.replaceAll('|', String.raw`\|`)}\``;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', ...[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`), ''];

/** The default of an option in words. */
function defaultOf({ rule, documented }: Option): string {
  if (documented !== undefined)
    return /^['[{]|^-?[\d.]+$|^(true|false|null)$/.test(documented) ? code(documented) : cell(documented);
  return rule.default === undefined ? '' : code(JSON.stringify(rule.default));
}

function writeVerb({ name, about, args, table: options }: Verb): string[] {
  return [
    `### ${name.replace('#', '.')}`,
    '',
    cell(about),
    ...table(
      ['argument', 'type', 'meaning'],
      args.map((one) => [code(one.name), code(one.type), cell(one.about)]),
    ),
    ...table(
      ['option', 'takes', 'default', 'meaning'],
      (options?.options ?? []).map((option) => [
        code(option.name),
        cell(option.rule.expected),
        defaultOf(option),
        cell(option.about),
      ]),
    ),
    '',
  ];
}

/** The Markdown of docs/options.md. */
export async function writeReference(verbs: readonly Verb[]): Promise<string> {
  const known = GROUPS.flatMap(([, rooms]) => rooms);
  const groups = [
    ...GROUPS,
    ['Other', [...new Set(verbs.map(({ room }) => room))].filter((room) => !known.includes(room))] as const,
  ];
  const lines = [
    '# Arguments and options',
    '',
    'For each public function the arguments that it takes, then its options: an argument of its own, an object whose fields are all optional unless',
    'the function cannot do without. Any other name or value ends in the error `OPTION_INVALID`, which names it. An option of `undefined` has',
    'its default.',
    '',
    'This file is written by `npm run docs:options` from the tables that check the options.',
    '',
    ...groups.flatMap(([title, rooms]) => {
      const members = verbs.filter(({ room }) => rooms.includes(room));
      return members.length === 0 ? [] : [`## ${title}`, '', ...members.flatMap(writeVerb)];
    }),
  ];
  return format(lines.join('\n'), { parser: 'markdown', proseWrap: 'preserve' });
}
