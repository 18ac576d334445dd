import { useRef } from "preact/hooks";
import { pointIn } from "../draw/zoom";
import type { Kernel, SceneData } from "../kernel/state";
import { useLive } from "../ui/live";

/** How near to a point, in pixels, means the point. */
const NEAR = 10;

/** How many of the scene's points are shown; the training points come first. */
export const shownPoints = (kernel: Kernel, { train, test }: SceneData) =>
  kernel.options.value.show_test_data ? train + test : train;

/** Points at the one of `count` points that is nearest to the pointer. */
export function pointAt(
  kernel: Kernel,
  event: PointerEvent & { currentTarget: Element },
  count: number,
  place: (i: number) => readonly [number, number],
): void {
  const [x, y] = pointIn(event.currentTarget, event);
  let least = NEAR;
  let nearest: number | null = null;
  for (let i = 0; i < count; i++) {
    const [px, py] = place(i);
    const away = Math.hypot(px - x, py - y);
    if (away >= least) continue;
    least = away;
    nearest = i;
  }
  kernel.point.value = nearest;
}

/** A ring around the point that is pointed at, in whichever picture. `place` reads signals. */
export function PointMark(props: {
  kernel: Kernel;
  scene: SceneData;
  place(i: number): readonly [number, number];
}) {
  const { kernel, scene, place } = props;
  const ring = useRef<HTMLDivElement>(null);
  useLive(() => {
    const point = kernel.point.value;
    if (!ring.current) return;
    ring.current.hidden = point === null || point >= shownPoints(kernel, scene);
    if (point !== null)
      ring.current.style.translate = place(point)
        .map((at) => `${at}px`)
        .join(" ");
  }, [kernel, scene, place]);
  return <div ref={ring} class="nnw-point-mark" hidden />;
}
