import { Fragment } from "preact";

/** A name as mathematics writes it: the digits after an x or an a stand below the line. */
export function MathName({ text }: { text: string }) {
  return (
    <span class="nnw-math-name">
      {nameParts(text).map((part, i) =>
        typeof part === "string" ? (
          <Fragment key={i}>{part}</Fragment>
        ) : (
          <Fragment key={i}>
            <i>{part.letter}</i>
            <sub>{part.index}</sub>
          </Fragment>
        ),
      )}
    </span>
  );
}

type NamePart = string | { letter: string; index: string };

/** `sin(x1)` -> `sin(`, x with index 1, `)`. Names that are words stay whole. */
export function nameParts(text: string): NamePart[] {
  const parts: NamePart[] = [];
  let end = 0;
  for (const match of text.matchAll(/(?<![a-wyz])([xa])(\d+)/gi)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push({ letter: match[1] ?? "", index: match[2] ?? "" });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
