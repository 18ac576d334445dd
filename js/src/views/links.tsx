import type { ReadonlySignal, Signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { contains } from "../controls/freeze";
import { type Text, useLanguage } from "../i18n";
import { type FrameData, type Kernel, weight } from "../state";
import { css, mix, type Palette } from "./colour";
import { Flow } from "./flow";
import { type Layout, linkOpacity, linkPath, linkWidth, span } from "./layout";
import { useLive } from "./live";
import { isLit, type Link, linksOf, type Pointed, type Shape } from "./shape";
import { pixelRatio } from "./zoom";

/** Up to so many links each is an element of its own, with a name; beyond it they are a picture. */
export const MOST_ELEMENTS = 400;

export interface LinksProps {
  kernel: Kernel;
  shape: Shape;
  at: Layout;
  palette: ReadonlySignal<Palette | null>;
  pointed: Signal<Pointed | null>;
}

export function Links(props: LinksProps) {
  const links = useMemo(() => linksOf(props.shape), [props.shape]);
  return links.length <= MOST_ELEMENTS ? (
    <>
      <LinkElements {...props} links={links} />
      <Flow {...props} links={links} />
    </>
  ) : (
    <LinkPicture {...props} links={links} />
  );
}

/** Does the frame hold the network that is drawn? */
export function fits(frame: FrameData | null, shape: Shape): frame is FrameData {
  return frame !== null && shape.layers.every((count, i) => frame.layers[i + 1] === count);
}

function LinkElements({ kernel, shape, at, pointed, links }: LinksProps & { links: Link[] }) {
  const group = useRef<SVGSVGElement>(null);
  const say = useLanguage().text;

  useLive(() => {
    const frame = kernel.frame.value;
    const paths = group.current?.children;
    if (!paths || !fits(frame, shape)) return;
    links.forEach(({ layer, to, source }, i) => {
      const path = paths[i] as SVGPathElement | undefined;
      if (!path) return;
      const value = weight(frame, layer, to + 1, source);
      const width = linkWidth(value, at.pitch).toFixed(2);
      const sign = value < 0 ? "-" : "+";
      // Most weights hardly move between two frames, and writing an attribute costs a repaint.
      if (path.dataset.sign !== sign) path.dataset.sign = sign;
      if (path.getAttribute("stroke-width") === width) return;
      path.setAttribute("stroke-width", width);
      path.setAttribute("stroke-opacity", linkOpacity(value).toFixed(2));
    });
  }, [kernel, shape, at, links]);

  useLive(() => {
    const now = pointed.value;
    const silent = silentOf(kernel);
    links.forEach((link, i) => {
      const path = group.current?.children[i];
      path?.toggleAttribute("data-lit", now !== null && isLit(now, link));
      path?.toggleAttribute("data-off", silent(link));
    });
  }, [kernel, pointed, links]);

  return (
    <svg ref={group} class="nnw-links" width={at.width} height={at.height} role="presentation">
      {links.map(({ layer, from, to }) => (
        // biome-ignore lint/a11y/useSemanticElements: a curve that can be pressed is none of HTML's
        <path
          key={`${layer}-${from}-${to}`}
          class="nnw-link"
          d={linkPath(at, layer, from, to)}
          role="button"
          aria-label={say.weightFrom(
            sourceName(shape, say, layer, from),
            say.neuronInSentence(to + 1, layer),
          )}
          stroke-width="0.75"
          stroke-opacity="0.25"
          tabindex={-1}
          data-link={`${layer}-${from}-${to}`}
          data-hint="weight"
        />
      ))}
    </svg>
  );
}

/** Tells the links that carry nothing, since they come from a neuron that is switched off. */
export function silentOf(kernel: Kernel): (link: Link) => boolean {
  const off = kernel.options.value.switched_off;
  return ({ layer, from }) => off.length > 0 && contains(off, [layer - 1, from + 1]);
}

/** What a link comes from, in words: `x1`, or `neuron 2 of layer 1`. */
export function sourceName(shape: Shape, say: Text, layer: number, from: number) {
  return layer === 1
    ? (shape.inputs[from]?.label ?? "")
    : say.neuronInSentence(from + 1, layer - 1);
}

/** Milliseconds between two pictures of thousands of links. */
const PICTURE_PAUSE = 100;
/** Links are drawn in so many groups of like strength, each with one stroke. */
const STRENGTHS = 8;

function LinkPicture({
  kernel,
  shape,
  at,
  palette,
  pointed,
  links,
}: LinksProps & { links: Link[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef({ time: 0, timer: 0 });

  useLive(() => {
    const frame = kernel.frame.value;
    const colours = palette.value;
    const now = pointed.value;
    const silent = silentOf(kernel);
    const context = canvas.current?.getContext("2d");
    if (!context || !colours || !fits(frame, shape)) return;
    const draw = () => {
      drawn.current.time = performance.now();
      drawPicture(context, frame, at, colours, links, now, silent);
    };
    clearTimeout(drawn.current.timer);
    const wait = drawn.current.time + PICTURE_PAUSE - performance.now();
    if (wait <= 0) draw();
    else drawn.current.timer = window.setTimeout(draw, wait);
  }, [kernel, shape, at, links, palette, pointed]);

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
