import { afterEach, describe, expect, it, vi } from "vitest";
import { UNANSWERED_AFTER } from "../../src/kernel/awaited";
import { BUSY_AFTER } from "../../src/kernel/connection";
import { frameMessage, kernels, NO_ANSWER, open, Silent } from "./silent";

kernels();

type Slot = (from: unknown, message: object) => void;

/** As JupyterLab's widget manager has it. */
function jupyter(connectionStatus: string, status = "idle") {
  const slots = new Set<Slot>();
  const iopubMessage = {
    connect: (slot: Slot) => void slots.add(slot),
    disconnect: (slot: Slot) => void slots.delete(slot),
  };
  const requestKernelInfo = () => new Promise(() => {});
  return {
    kernel: { connectionStatus, status, requestKernelInfo, iopubMessage },
    slots,
    says(execution_state: string, msg_type: string) {
      const message = { parent_header: { msg_type }, content: { execution_state } };
      for (const slot of slots) slot(null, message);
    },
  };
}

describe("Without a connection to the server", () => {
  const online = (value: boolean) => vi.spyOn(navigator, "onLine", "get").mockReturnValue(value);
  const at = (hostname: string, protocol = "https:") =>
    vi.stubGlobal("location", { hostname, protocol });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const afterAWhile = (manager: unknown) => {
    const model = new Silent();
    model.widget_manager = manager;
    const kernel = open(model);
    vi.advanceTimersByTime(15_000);
    return kernel.connection.value;
  };

  it("the page says so as soon as the front end knows it", () => {
    expect(afterAWhile(jupyter("connecting", "busy"))).toBe("offline");
    expect(afterAWhile(jupyter("disconnected", "unknown"))).toBe("offline");
  });

  it("the page says so where the browser is offline, in any front end", () => {
    online(false);
    at("hub.example.org");
    expect(afterAWhile({})).toBe("offline");
    expect(afterAWhile(undefined)).toBe("offline");
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("offline");
    at("127.0.0.1", "http:");
    expect(afterAWhile(jupyter("connected"))).toBe("offline");
  });

  it("a kernel that is busy with a cell is still busy", () => {
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("busy");
    expect(afterAWhile({})).toBe("busy");
    // a server on this computer needs no network
    online(false);
    at("localhost", "http:");
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("busy");
    at("f00", "vscode-webview:");
    expect(afterAWhile({})).toBe("busy");
  });

  it.each([
    ["busy", "execute_request", "busy"],
    // so it is again and again while the network trains
    ["busy", "comm_msg", "offline"],
    ["idle", "execute_request", "offline"],
  ])("a kernel of this computer that is %s with an %s is %s", (state, what, connection) => {
    online(false);
    at("127.0.0.1", "http:");
    const model = new Silent();
    const lab = jupyter("connected");
    model.widget_manager = lab;
    const kernel = open(model);
    lab.says(state, what);
    vi.advanceTimersByTime(BUSY_AFTER);
    expect(kernel.connection.value).toBe(connection);
    kernel.close();
    expect(lab.slots.size).toBe(0);
  });

  it("nothing that was said of a change outlives its return", () => {
    const model = new Silent();
    model.widget_manager = jupyter("connecting");
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.connection.value).toBe("offline");
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    const before = model.got("hello").length;
    model.widget_manager = jupyter("connected");
    vi.advanceTimersByTime(1000);
    expect(model.got("hello")).toHaveLength(before + 1);
    model.deliver(...frameMessage());
    expect(kernel.connection.value).toBe("live");
    expect(kernel.refusal.value).toBeNull();
  });
});
