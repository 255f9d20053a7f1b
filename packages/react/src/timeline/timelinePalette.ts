/** Colours of a saved timeline, equal to those of the style sheet. */
export const timelinePalettes = {
  light: { surface: '#ffffff', text: '#17202b', muted: '#566273', line: '#e1e6ed' },
  dark: { surface: '#12161c', text: '#e6ebf2', muted: '#9aa7b8', line: '#29313c' },
} as const;

/** Default colours of labels, in the order of the labels, equal to those of `timeline.css`: each at least 3 : 1 on its surface. */
export const labelColors = {
  light: ['#c4312f', '#5f7a12', '#7b3fb5', '#b26a00', '#1f6cc4', '#0b8793', '#66717f', '#b8327e'],
  dark: ['#ff7b72', '#a5c249', '#c39bf5', '#ffb340', '#66aefa', '#4fd0d6', '#9aa7b8', '#f58ac4'],
} as const;
