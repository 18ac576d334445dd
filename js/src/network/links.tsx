import { useMemo, useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import { weight } from "../kernel/state";
import { useLive } from "../ui/live";
import { linkOpacity, linkPath, linkWidth } from "./geometry";
import { isLit, type Link, type LinksProps, linksOf, silentOf, sourceName } from "./link";
import { LinkPicture } from "./link-picture";
import { RunningDots } from "./running-dots";

/** Up to so many links each is an element of its own, with a name; beyond it they are a picture. */
const MOST_ELEMENTS = 400;

export function Links(props: LinksProps) {
  const links = useMemo(() => linksOf(props.shape), [props.shape]);
  return links.length <= MOST_ELEMENTS ? (
    <>
      <LinkElements {...props} links={links} />
      <RunningDots {...props} links={links} />
    </>
  ) : (
    <LinkPicture {...props} links={links} />
  );
}

function LinkElements(props: LinksProps & { links: Link[] }) {
  const { kernel, picture, shape, at, pointed, links } = props;
  const group = useRef<SVGSVGElement>(null);
  const say = useLanguage().text;

  useLive(() => {
    const frame = picture.frame.value;
    const paths = group.current?.children;
    if (!paths) return;
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
  }, [picture, at, links]);

  useLive(() => {
    const now = pointed.value;
    const silent = silentOf(kernel);
    links.forEach((link, i) => {
      const path = group.current?.children[i];
      path?.toggleAttribute("data-lit", now !== null && isLit(now, link));
      path?.toggleAttribute("data-off", silent(link));
    });
  }, [kernel, pointed, links]);

  // other data change no link: the same elements need no second look
  const paths = useMemo(
    () =>
      links.map(({ layer, from, to }) => (
        // biome-ignore lint/a11y/useSemanticElements: a curve that can be pressed is none of HTML's
        <path
          key={`${layer}-${from}-${to}`}
          class="nnw-link"
          d={linkPath(at, layer, from, to)}
          role="button"
          aria-label={say.weightFrom({
            source: sourceName(shape, say, layer, from),
            target: say.neuronInSentence({ neuron: to + 1, layer }),
          })}
          stroke-width="0.75"
          stroke-opacity="0.25"
          tabindex={-1}
          data-link={`${layer}-${from}-${to}`}
          data-hint="weight"
        />
      )),
    [links, shape, at, say],
  );
  return (
    <svg ref={group} class="nnw-links" width={at.width} height={at.height} role="presentation">
      {paths}
    </svg>
  );
}
