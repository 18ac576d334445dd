/** What has no answer for this long is taken back in this view. */
export const UNANSWERED_AFTER = 8000;

interface Awaited {
  /** A message with this number waits for its answer. */
  sent(seq: number): void;
  /** Its answer came; whether none is missing any more of those that were given up. */
  answered(seq: number): boolean;
  close(): void;
}

/**
 * The messages that wait for an answer. One that waits for too long is given up, but its answer
 * may still come: until then nobody knows whether it was carried out.
 */
export function awaiting(giveUp: (seq: number) => void): Awaited {
  const clocks = new Map<number, ReturnType<typeof setTimeout>>();
  const givenUp = new Set<number>();
  return {
    sent(seq) {
      const late = () => {
        clocks.delete(seq);
        givenUp.add(seq);
        giveUp(seq);
      };
      clocks.set(seq, setTimeout(late, UNANSWERED_AFTER));
    },
    answered(seq) {
      clearTimeout(clocks.get(seq));
      clocks.delete(seq);
      return givenUp.delete(seq) && givenUp.size === 0;
    },
    close() {
      for (const clock of clocks.values()) clearTimeout(clock);
    },
  };
}
