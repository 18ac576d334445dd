/** The modules of the first view that parts are made of, as `parts.mjs` finds them. */
declare module "nnwidget:shared" {
  export const build: string;
  export const modules: Readonly<Record<string, unknown>>;
}
