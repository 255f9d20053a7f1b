import type { Style } from './Style';

/**
 * A bar that is filled up to a share.
 * @param share - in [0, 1]
 */
export function renderBar(share: number, width: number, style: Style): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * width);
  if (style.depth === 'none') return '#'.repeat(filled) + '.'.repeat(width - filled);
  return style.paint('━'.repeat(filled), { foreground: [45, 160, 120] }) + style.dim('─'.repeat(width - filled));
}
