/** Paths in a 16 by 16 box, drawn with a 1.5 stroke; `play` and `pause` are filled too. */
export const ICONS = {
  play: "M5 3.2v9.6L12.5 8z",
  pause: "M5.2 3.5v9M10.8 3.5v9",
  step: "M4 3.5v9L10 8zM12.2 3.5v9",
  reset: "M3.6 5.4A5.2 5.2 0 1 1 2.8 8.6M3.4 2.4v3.2h3.2",
  dice: "M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5.5 5.5h.01M8 8h.01M10.5 10.5h.01",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  close: "M4 4l8 8M12 4l-8 8",
  tune: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.4v3.2M6 9.4v3.2",
} as const;

export type IconName = keyof typeof ICONS;
