import ts from 'typescript';

/** Reads sources as the compiler does: their files, the public names of entries, and the documentation of symbols. */
export function readSources(entries: readonly string[]) {
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    resolveJsonModule: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return {
    program,
    checker,
    /** The symbols that an entry exports, at their declarations. */
    exportsOf: (entry: string): readonly ts.Symbol[] =>
      checker
        .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)
        .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)),
    /** The description of a symbol. */
    textOf: (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    /** The texts of a symbol's tags of one name, such as `default`. */
    tagsOf: (symbol: ts.Symbol, name: string): readonly string[] =>
      symbol
        .getJsDocTags(checker)
        .filter((tag) => tag.name === name)
        .map((tag) => ts.displayPartsToString(tag.text)),
  };
}
