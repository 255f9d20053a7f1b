// Reads the reports of Node processes and threads in NODE_V8_COVERAGE: source lines within functions that were called. V8 drops functions that
// were never called, so a line counts only if a reported function around it was called; top-level code never counts.
import { SourceMap } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @param folder - of the reports
 * @param isWanted - which sources, by their paths
 * @returns the reached lines, by path
 */
export function readReachedLines(folder, isWanted) {
  const reached = new Map();
  const add = (file, line) => {
    if (!reached.has(file)) reached.set(file, new Set());
    reached.get(file).add(line);
  };
  for (const name of readdirSync(folder)) {
    const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const maps = report['source-map-cache'] ?? {};
    for (const { url, functions } of report.result) {
      const { data, lineLengths } = maps[url] ?? {};
      if (!data?.sources?.some((source) => isWanted(pathOf(source, url)))) continue;
      readScript(functions, lineLengths, new SourceMap(data), (source, line) => {
        const path = pathOf(source, url);
        if (isWanted(path)) add(path, line);
      });
    }
  }
  return reached;
}

const pathOf = (source, url) => fileURLToPath(new URL(source, url));

function readScript(functions, lineLengths, map, add) {
  const counts = countCalls(functions, lineLengths);
  let offset = 0;
  lineLengths.forEach((length, line) => {
    let last;
    for (let column = 0; column < length; column++) {
      if (!(counts[offset + column] > 0)) continue;
      const entry = map.findEntry(line, column);
      if (entry.originalSource === undefined || entry === last) continue;
      // Only the start: the rest may belong to another line.
      if (entry.generatedLine === line && entry.generatedColumn === column)
        add(entry.originalSource, entry.originalLine + 1);
      last = entry;
    }
    offset += length + 1;
  });
}

/** Execution count of each character, from the innermost function or block around it; 0 outside of all functions. */
function countCalls(functions, lineLengths) {
  const total = lineLengths.reduce((sum, length) => sum + length + 1, 0);
  const counts = new Int32Array(total);
  const ranges = functions.filter(
    ({ ranges: [{ startOffset }], functionName }) => startOffset > 0 || functionName !== '',
  );
  // Outer ranges first.
  const sorted = ranges
    .flatMap((each) => each.ranges)
    .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of sorted) counts.fill(count, startOffset, endOffset);
  return counts;
}
