import { build, modules } from "nnwidget:shared";
import type { Render } from "@anywidget/types";
import { mount } from "./app";
import { share } from "./kernel/parts";

share(build, modules);

const render: Render = ({ model, el, signal }) => {
  const unmount = mount(model, el);
  // anywidget 0.10 and older give no signal but call what is returned
  signal?.addEventListener("abort", unmount, { once: true });
  return unmount;
};

export default { render };
