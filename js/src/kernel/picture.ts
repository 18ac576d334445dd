// The scene and the frames over it: they come as messages of their own, and are shown together.

import { computed, type Signal, signal } from "@preact/signals";
import type { FrameData, SceneData } from "./state";

/** One picture, for whoever may put frames into it. */
interface Open {
  scene: SceneData;
  frame: Signal<FrameData>;
}

export function createPicture() {
  const picture = signal<Open | null>(null);
  return {
    picture,
    scene: computed(() => picture.value?.scene ?? null),
    frame: computed(() => picture.value?.frame.value ?? null),
    /** Goes on with the picture, or where its shape would change begins another one. */
    show(scene: SceneData, frame: FrameData): void {
      const open = picture.peek();
      if (open?.scene === scene && String(open.frame.peek().layers) === String(frame.layers)) {
        open.frame.value = frame;
      } else {
        picture.value = { scene, frame: signal(frame) };
      }
    },
  };
}
