// Writes seedrandom.json beside it: what the npm package `seedrandom` gives for some seeds.
//   npm install --no-save seedrandom@3 && node seedrandom.mjs
import { writeFileSync } from "node:fs";
import seedrandom from "seedrandom";

const seeds = ["0.5", "0.59704", "hello", "", " ", "0", "ñandú", "\u{1f600}", "a\0b", "ab".repeat(200)];
const rows = seeds.map((seed) => {
  const random = seedrandom(seed);
  return { seed, numbers: Array.from({ length: 5 }, () => random()) };
});
// Far along one stream, where a rare rounding would have put it out of step.
const random = seedrandom("far");
for (let i = 0; i < 100_000; i++) random();
const text = JSON.stringify({ rows, far: random() }, null, 1);
writeFileSync(new URL("seedrandom.json", import.meta.url), `${text}\n`);
