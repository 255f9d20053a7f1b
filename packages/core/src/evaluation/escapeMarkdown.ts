/**
 * Makes text stand in a Markdown table as it is. An underscore inside a word means nothing to Markdown and stays, so that
 * names such as `fer_2013` remain readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}
