interface Sight {
  visible(): boolean;
  close(): void;
}

/**
 * Whether the element is on the screen, or soon will be. `onChange` is told, also at once where it
 * is: nobody has been told before.
 */
export function watchSight(el: HTMLElement, onChange: (visible: boolean) => void): Sight {
  let inView = true;
  let awake = false;
  function look() {
    const visible = inView && document.visibilityState !== "hidden";
    if (visible === awake) return;
    awake = visible;
    onChange(visible);
  }
  document.addEventListener("visibilitychange", look);
  const observer = new IntersectionObserver(
    (entries) => {
      inView = entries[entries.length - 1]?.isIntersecting ?? true;
      look();
    },
    { rootMargin: "200px" },
  );
  observer.observe(el);
  look();
  return {
    visible: () => awake,
    close() {
      document.removeEventListener("visibilitychange", look);
      observer.disconnect();
    },
  };
}
