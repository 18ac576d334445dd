import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    setupFiles: "test/languages.ts",
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
