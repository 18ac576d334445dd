/** Paths in a 16 by 16 box, drawn with a 1.5 stroke; `play` and `pause` are filled too. */
export const ICONS = {
  play: "M5 3.2v9.6L12.5 8z",
  pause: "M5.2 3.5v9M10.8 3.5v9",
  step: "M4 3.5v9L10 8zM12.2 3.5v9",
  reset: "M3.6 5.4A5.2 5.2 0 1 1 2.8 8.6M3.4 2.4v3.2h3.2",
  dice: "M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5.5 5.5h.01M8 8h.01M10.5 10.5h.01",
  batch: "M3.5 8h3M3.5 4.5h3M3.5 11.5h3M8.5 3.5v9l4.5-4.5z",
  undo: "M5.8 2.8 2.8 5.8l3 3M2.8 5.8h6.4a3.7 3.7 0 0 1 0 7.4H6",
  redo: "M10.2 2.8l3 3-3 3M13.2 5.8H6.8a3.7 3.7 0 0 0 0 7.4H10",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  power: "M8 2.5v5M5 4.2a5 5 0 1 0 6 0",
  latest: "M3 3.5v9L7.5 8zM7.5 3.5v9L12 8zM13.2 3.5v9",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  expand: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  shrink: "M6 2.5V6H2.5M13.5 6H10V2.5M10 13.5V10h3.5M2.5 10H6v3.5",
  close: "M4 4l8 8M12 4l-8 8",
  globe:
    "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM2.4 8h11.2M8 2.2c3.4 3.2 3.4 8.4 0 11.6M8 2.2c-3.4 3.2-3.4 8.4 0 11.6",
  help: "M5.4 5.8a2.7 2.7 0 1 1 3.9 2.4C8.4 8.7 8 9.2 8 10.2M8 13h.01",
  tune: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.4v3.2M6 9.4v3.2",
} as const;

export type IconName = keyof typeof ICONS;
