import { useLayoutEffect, useRef } from "preact/hooks";
import { css, mix, type Palette } from "../draw/colour";
import { pixelRatio } from "../draw/zoom";
import { type FrameData, weight } from "../kernel/state";
import { useLive } from "../ui/live";
import { type Layout, linkOpacity, linkWidth, span } from "./geometry";
import { isLit, type Link, type LinksProps, silentOf } from "./link";
import type { Pointed } from "./shape";

/** Milliseconds between two pictures of thousands of links. */
const PICTURE_PAUSE = 100;
/** Links are drawn in so many groups of like strength, each with one stroke. */
const STRENGTHS = 8;

/** Too many to be elements: all on one canvas. */
export function LinkPicture({
  kernel,
  picture,
  at,
  palette,
  pointed,
  links,
}: LinksProps & { links: Link[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef({ time: 0, timer: 0 });

  useLive(() => {
    const frame = picture.frame.value;
    const colours = palette.value;
    const now = pointed.value;
    const silent = silentOf(kernel);
    const context = canvas.current?.getContext("2d");
    if (!context || !colours) return;
    const draw = () => {
      drawn.current.time = performance.now();
      drawPicture(context, frame, at, colours, links, now, silent);
    };
    clearTimeout(drawn.current.timer);
    const wait = drawn.current.time + PICTURE_PAUSE - performance.now();
    if (wait <= 0) draw();
    else drawn.current.timer = window.setTimeout(draw, wait);
  }, [kernel, picture, at, links, palette, pointed]);

  useLayoutEffect(() => () => clearTimeout(drawn.current.timer), []);

  return <canvas ref={canvas} class="nnw-links" />;
}

function drawPicture(
  context: CanvasRenderingContext2D,
  frame: FrameData,
  at: Layout,
  colours: Palette,
  links: Link[],
  pointed: Pointed | null,
  silent: (link: Link) => boolean,
): void {
  const ratio = pixelRatio(context.canvas);
  const { canvas } = context;
  canvas.width = Math.round(at.width * ratio);
  canvas.height = Math.round(at.height * ratio);
  canvas.style.width = `${at.width}px`;
  canvas.style.height = `${at.height}px`;
  context.scale(ratio, ratio);
  const groups = new Map<number, Link[]>();
  for (const link of links) {
    const value = weight(frame, link.layer, link.to + 1, link.source);
    const strength = Math.round(Math.min(1, Math.abs(value) / 5) * STRENGTHS) || 0;
    const lit = pointed !== null && isLit(pointed, link);
    const key = (lit ? 1000 : 0) + (silent(link) ? 0 : 100) + strength * 2 + (value < 0 ? 1 : 0);
    const group = groups.get(key);
    if (group) group.push(link);
    else groups.set(key, [link]);
  }
  // Strong ones, and those that are pointed at, come last and lie on top.
  for (const [key, group] of [...groups].sort(([a], [b]) => a - b)) {
    const lit = key >= 1000;
    const negative = key % 2 === 1;
    const off = key % 1000 < 100;
    const value = (Math.floor((key % 100) / 2) / STRENGTHS) * 5;
    context.beginPath();
    for (const { layer, from, to } of group) {
      const [x0, x1] = span(at, layer);
      const y0 = at.columns[layer - 1]?.ys[from] ?? 0;
      const y1 = at.columns[layer]?.ys[to] ?? 0;
      const middle = (x0 + x1) / 2;
      context.moveTo(x0, y0);
      context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    }
    const dimmed = pointed !== null && !lit ? 0.25 : 1;
    const colour = mix(negative ? colours.negative : colours.positive, colours.ink, 0.15);
    context.strokeStyle = css(colour);
    context.globalAlpha = (lit ? 1 : linkOpacity(value) * dimmed) * (off ? 0.4 : 1);
    context.lineWidth = linkWidth(value, at.pitch);
    context.setLineDash(off ? [2, 5] : lit && negative ? [6, 4] : []);
    context.stroke();
  }
}
