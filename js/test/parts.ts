/// <reference types="vite/client" />
// The kernel is not there to send languages and parts: they are here at once.
import { learn } from "../src/i18n";
import en from "../src/i18n/languages/en";
import es from "../src/i18n/languages/es";
import { give } from "../src/kernel/parts";

learn("en", en);
learn("es", es);

/** The modules of all parts by their names. */
export const PARTS = Object.entries(
  import.meta.glob<object>("../src/*/parts/*.tsx", { eager: true }),
).map(([file, exports]): [string, object] => [file.replace(/.*\/|\.tsx$/g, ""), exports]);

give(PARTS);
