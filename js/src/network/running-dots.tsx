import { useComputed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { weight } from "../kernel/state";
import { useLive } from "../ui/live";
import { type Layout, linkPath } from "./geometry";
import { isLit, type Link, type LinksProps, silentOf } from "./link";

/** Of weights from a size on: how wide the dots are, and how many pixels they run in a second. */
const KINDS = [
  { least: 0.4, width: 1, speed: 16 },
  { least: 1.2, width: 1.6, speed: 28 },
  { least: 2.5, width: 2.6, speed: 44 },
];
/** Pixels from dot to dot; the style sheet has it, too. */
const PERIOD = 32;

/**
 * What runs along the links from the inputs to the output while the network trains, more and
 * faster where a weight is larger. All links of a kind are one path, and it moves with the frames
 * of the training, which paint the network anyway: an animation of its own would cost a sixth of
 * a core.
 */
export function RunningDots(props: LinksProps & { links: Link[] }) {
  const playing = useComputed(() => props.kernel.frame.value?.playing ?? false).value;
  return playing ? <Dots {...props} /> : null;
}

function Dots({ kernel, picture, at, pointed, links }: LinksProps & { links: Link[] }) {
  const svg = useRef<SVGSVGElement>(null);
  const curves = useMemo(() => curvesOf(links, at), [links, at]);
  useLive(() => {
    const frame = picture.frame.value;
    const now = pointed.value;
    const silent = silentOf(kernel);
    const sizes = links.map((link) =>
      silent(link) || (now && !isLit(now, link))
        ? 0
        : Math.abs(weight(frame, link.layer, link.to + 1, link.source)),
    );
    const seconds = performance.now() / 1000;
    KINDS.forEach(({ least, speed }, kind) => {
      const path = svg.current?.children[kind];
      const next = KINDS[kind + 1]?.least ?? Number.POSITIVE_INFINITY;
      const d = curves.filter((_, i) => inside(sizes[i] ?? 0, least, next)).join("");
      if (path?.getAttribute("d") !== d) path?.setAttribute("d", d);
      path?.setAttribute("stroke-dashoffset", (-(seconds * speed) % PERIOD).toFixed(1));
    });
  }, [kernel, picture, pointed, links, curves]);
  return (
    <svg
      ref={svg}
      class="nnw-links nnw-running-dots"
      width={at.width}
      height={at.height}
      aria-hidden="true"
    >
      {KINDS.map(({ width }) => (
        <path key={width} stroke-width={width} />
      ))}
    </svg>
  );
}

const inside = (size: number, least: number, next: number) => size >= least && size < next;

const curvesOf = (links: Link[], at: Layout) =>
  links.map(({ layer, from, to }) => linkPath(at, layer, from, to));
