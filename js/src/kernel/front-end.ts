// What a front end knows of the kernel by itself, beside what the widget hears from it.

import type { AnyModel } from "@anywidget/types";

/** What JupyterLab's widget manager knows; other front ends have nothing of it. */
interface Manager {
  kernel?: TheirKernel | null;
}

interface TheirKernel {
  requestKernelInfo?(): Promise<unknown>;
  connectionStatus?: string;
  status?: string;
  iopubMessage?: Record<"connect" | "disconnect", (slot: Told) => void>;
}

type Told = (
  from: unknown,
  message: {
    parent_header: { msg_type?: string };
    content: { execution_state?: string };
  },
) => void;

/** A server on this computer is reached without any network. */
const isHere = ({ protocol, hostname }: Location) =>
  !protocol.startsWith("http") || /^(localhost|127\..+|\[::1\])$/.test(hostname);

/** What the connection of a widget asks the front end. */
interface FrontEnd {
  /** Resolves once the kernel is free: to true, or to false where the front end cannot tell. */
  reachable(): Promise<boolean>;
  /** Nothing comes through between the page and the server. */
  isCut(): boolean;
  close(): void;
}

export function frontEndOf(model: AnyModel): FrontEnd {
  const theirKernel = () => (model.widget_manager as Manager | undefined)?.kernel;
  let inCell = true;
  const onTold: Told = (_, { parent_header, content }) => {
    // our own messages, too, make it busy
    if (content.execution_state) {
      inCell = content.execution_state === "busy" && parent_header.msg_type === "execute_request";
    }
  };
  const told = theirKernel();
  if (told?.iopubMessage) inCell = told.status === "busy";
  told?.iopubMessage?.connect(onTold);
  return {
    async reachable() {
      const kernel = theirKernel();
      if (!kernel?.requestKernelInfo) return false;
      await kernel.requestKernelInfo();
      return true;
    },
    isCut() {
      const { connectionStatus = "connected", status } = theirKernel() ?? {};
      // to a dead kernel nothing can be sent, which shows that it is gone
      if (connectionStatus !== "connected" && status !== "dead") return true;
      // the front end may not notice; a kernel on this computer answers unless it runs a cell
      return !navigator.onLine && !(inCell && isHere(location));
    },
    close: () => told?.iopubMessage?.disconnect(onTold),
  };
}
