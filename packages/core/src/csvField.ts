/** A field of a CSV file (RFC 4180): in quotes if it has a comma, a quote or a line break. Text is exact: an equals sign at its start stays. */
export function csvField(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
