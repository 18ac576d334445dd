import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ANSWERS_WITHIN,
  BUSY_AFTER,
  LONG_SILENCE,
  LOOK_EVERY,
  type Watch,
  watch,
} from "../../src/kernel/connection";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A watch whose probe the test answers: `free()` is the kernel having no cell to run. */
function setUp(known = true) {
  const waiting: (() => void)[] = [];
  const ask = vi.fn(() => {
    line.asked();
    return true;
  });
  const hello = vi.fn(() => line.asked());
  const server = { cut: false };
  const line: Watch = watch({
    ask,
    hello,
    reachable: () =>
      known ? new Promise((resolve) => waiting.push(() => resolve(true))) : Promise.resolve(false),
    isCut: () => server.cut,
  });
  const free = () => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { line, ask, hello, free, server };
}

describe("The connection", () => {
  it("is being made until something comes from the kernel", () => {
    const { line } = setUp();
    line.asked();
    expect(line.connection.value).toBe("connecting");
    line.heard(false);
    expect(line.connection.value).toBe("live");
  });

  it("is busy when a question has no answer in time, and live again with any answer", () => {
    const { line } = setUp();
    line.heard(false);
    line.asked();
    vi.advanceTimersByTime(BUSY_AFTER - 1);
    expect(line.connection.value).toBe("live");
    vi.advanceTimersByTime(1);
    expect(line.connection.value).toBe("busy");
    line.heard(false);
    expect(line.connection.value).toBe("live");
  });

  it("counts from the first of several questions", () => {
    const { line } = setUp();
    line.heard(false);
    line.asked();
    vi.advanceTimersByTime(BUSY_AFTER - 100);
    line.asked();
    vi.advanceTimersByTime(100);
    expect(line.connection.value).toBe("busy");
  });

  it("is busy when a training kernel sends no frames, and asks before it says so", () => {
    const { line, ask } = setUp();
    line.heard(true);
    vi.advanceTimersByTime(BUSY_AFTER);
    expect(ask).toHaveBeenCalledOnce();
    expect(line.connection.value).toBe("busy");
  });

  it("stays live through silence when nothing trains and nothing was asked", () => {
    const { line } = setUp();
    line.heard(false);
    vi.advanceTimersByTime(600_000);
    expect(line.connection.value).toBe("live");
  });

  it("stays busy however long a cell runs", async () => {
    const { line } = setUp();
    line.heard(false);
    line.asked();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(line.connection.value).toBe("busy");
  });

  it("is gone when the kernel is free and yet does not answer the widget", async () => {
    const { line, ask, free } = setUp();
    line.heard(false);
    line.asked();
    await vi.advanceTimersByTimeAsync(BUSY_AFTER);
    free();
    await vi.advanceTimersByTimeAsync(10);
    expect(ask).toHaveBeenCalledOnce();
    free();
    await vi.advanceTimersByTimeAsync(ANSWERS_WITHIN - 1);
    expect(line.connection.value).toBe("busy");
    await vi.advanceTimersByTimeAsync(1);
    expect(line.connection.value).toBe("gone");
    line.heard(false);
    expect(line.connection.value).toBe("live");
  });

  it("is not gone while another cell runs that was queued behind the first", async () => {
    const { line, free } = setUp();
    line.heard(false);
    line.asked();
    await vi.advanceTimersByTimeAsync(20_000);
    free();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(line.connection.value).toBe("busy");
    free();
    line.heard(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line.connection.value).toBe("live");
  });

  it("is silent rather than gone where the front end cannot tell", async () => {
    const { line } = setUp(false);
    line.heard(false);
    line.asked();
    await vi.advanceTimersByTimeAsync(BUSY_AFTER + LONG_SILENCE);
    expect(line.connection.value).toBe("busy");
    expect(line.silent.value).toBe(true);
    line.heard(false);
    expect(line.silent.value).toBe(false);
  });

  it("expects nothing while nobody looks", () => {
    const { line } = setUp();
    line.heard(true);
    line.asked();
    line.rest();
    vi.advanceTimersByTime(600_000);
    expect(line.connection.value).toBe("live");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is away, not busy, where there is no way to the server, also while nothing is asked", () => {
    const { line, server } = setUp();
    line.heard(false);
    vi.advanceTimersByTime(60_000);
    server.cut = true;
    vi.advanceTimersByTime(LOOK_EVERY + BUSY_AFTER);
    expect(line.connection.value).toBe("offline");
  });

  it("is away when frames stay away with the connection", () => {
    const { line, server } = setUp();
    line.heard(true);
    server.cut = true;
    vi.advanceTimersByTime(BUSY_AFTER);
    expect(line.connection.value).toBe("offline");
  });

  it("is still there where an answer comes through all the same", () => {
    const { line, server } = setUp();
    line.heard(false);
    server.cut = true;
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1000);
      line.heard(false);
    }
    expect(line.connection.value).toBe("live");
  });

  it("says hello when it is back, and then counts anew", () => {
    const { line, hello, server } = setUp();
    server.cut = true;
    line.asked();
    vi.advanceTimersByTime(600_000);
    expect(line.connection.value).toBe("offline");
    expect(hello).not.toHaveBeenCalled();
    server.cut = false;
    vi.advanceTimersByTime(LOOK_EVERY);
    expect(line.connection.value).toBe("connecting");
    expect(hello).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(BUSY_AFTER);
    expect(line.connection.value).toBe("busy");
    line.heard(false);
    expect(line.connection.value).toBe("live");
  });

  it("turns from busy to away and back, and no verdict of before counts after it", async () => {
    const { line, free, server } = setUp();
    line.heard(false);
    line.asked();
    await vi.advanceTimersByTimeAsync(BUSY_AFTER);
    free();
    await vi.advanceTimersByTimeAsync(10);
    free();
    server.cut = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line.connection.value).toBe("offline");
    expect(line.silent.value).toBe(false);
  });

  it("is gone at once when the line is cut", () => {
    const { line } = setUp();
    line.heard(true);
    line.lost();
    expect(line.connection.value).toBe("gone");
    expect(vi.getTimerCount()).toBe(0);
  });
});
