import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "nnwidget:shared": path.join(import.meta.dirname, "test", "shared.ts") } },
  test: {
    environment: "happy-dom",
    setupFiles: "test/parts.ts",
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
