// In place of what the build makes of the first view's modules.
export const build = "test";
export const modules = {};
