import type { Kernel } from "../kernel/state";
import { Button, isShown } from "./field";

// A part of the network is [layer], [layer, neuron] or [layer, neuron, source], from 1; source
// 0 is the bias.

export const contains = (parts: number[][], part: number[]) =>
  parts.some((one) => String(one) === String(part));

/** Is it in the list, or what it belongs to? */
export const isFrozen = (frozen: number[][], part: number[]) =>
  frozen.some((one) => one.every((number, i) => number === part[i]));

export function toggled(parts: number[][], part: number[]): number[][] {
  const others = parts.filter((one) => String(one) !== String(part));
  return others.length < parts.length ? others : [...parts, part];
}

/** Training leaves a frozen part as it is. What is frozen as a whole is freed as a whole. */
export function Freeze(props: { kernel: Kernel; part: number[]; label: string; plain?: boolean }) {
  const { kernel, part, label, plain } = props;
  const { frozen } = kernel.options.value;
  if (!isShown(kernel, "freeze")) return null;
  const pressed = isFrozen(frozen, part);
  return (
    <Button
      kind={plain ? "plain" : "icon"}
      icon="lock"
      hint="freeze"
      label={label}
      pressed={pressed}
      unusable={pressed && !contains(frozen, part)}
      onPress={() => kernel.edit({ frozen: toggled(kernel.options.peek().frozen, part) })}
    />
  );
}
