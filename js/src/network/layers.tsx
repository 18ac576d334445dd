import { useLanguage } from "../i18n";
import { USUAL_ACTIVATION } from "../kernel/options";
import type { Catalog } from "../kernel/protocol";
import type { Kernel, Options } from "../kernel/state";
import { Button, isShown, Select } from "../ui/field";
import { Freeze } from "../ui/freeze";

/** Neurons of a hidden layer that is added. */
const NEW_LAYER = 2;

/** Above the network: the number of hidden layers, add and remove. */
export function LayersHeader({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const { hidden_layers } = kernel.options.value;
  const limit = kernel.catalog.value?.limits.hidden_layers ?? 0;
  const count = hidden_layers.length;
  const change = (make: (layers: number[]) => number[]) => {
    const now = kernel.options.peek(); // presses may come faster than renders
    kernel.edit(withLayers(now, make(now.hidden_layers)));
  };
  const editable = isShown(kernel, "numHiddenLayers");
  return (
    <div class="nnw-layers-header">
      {editable && (
        <Button
          kind="icon"
          icon="minus"
          hint="layers"
          label={text.removeLayer}
          unusable={count === 0}
          onPress={() => change((layers) => layers.slice(0, -1))}
        />
      )}
      <span class="nnw-heading" data-hint="layers">
        {text.hiddenLayers({ count })}
      </span>
      {editable && (
        <Button
          kind="icon"
          icon="plus"
          hint="layers"
          label={text.addLayer}
          unusable={count >= limit}
          onPress={() => change((layers) => [...layers, NEW_LAYER])}
        />
      )}
    </div>
  );
}

/** Other hidden layers; where each has its own activation, each still has one. */
function withLayers({ activation }: Options, layers: number[]): Partial<Options> {
  if (!Array.isArray(activation)) return { hidden_layers: layers };
  const last = activation.at(-1) ?? USUAL_ACTIVATION;
  return { hidden_layers: layers, activation: layers.map((_, at) => activation[at] ?? last) };
}

/** Above the columns of the hidden layers; `most` are drawn, fewer may be left by an edit. */
export function LayersControls({ kernel, most }: { kernel: Kernel; most: number }) {
  const catalog = kernel.catalog.value;
  if (!catalog) return null;
  return kernel.options.value.hidden_layers
    .slice(0, most)
    .map((count, i) => <LayerControls key={i} {...{ kernel, catalog, count }} layer={i + 1} />);
}

interface ControlsProps {
  kernel: Kernel;
  catalog: Catalog;
  /** From 1. */
  layer: number;
  /** Neurons. */
  count: number;
}

/** Above the column of a hidden layer: neurons, activation. */
function LayerControls({ kernel, catalog, layer, count }: ControlsProps) {
  const { text, label } = useLanguage();
  const { hidden_layers, activation } = kernel.options.value;
  const names = hidden_layers.map((_, at) =>
    Array.isArray(activation) ? (activation[at] ?? "") : activation,
  );
  const resize = (by: number) =>
    kernel.edit({
      hidden_layers: kernel.options
        .peek()
        .hidden_layers.map((size, at) => (at === layer - 1 ? size + by : size)),
    });
  const editable = isShown(kernel, `numNodes${layer}`);
  return (
    <div class="nnw-layer-controls">
      <div class="nnw-stepper">
        {editable && (
          <Button
            kind="icon"
            icon="minus"
            hint="layerSize"
            label={text.removeNeuron({ layer })}
            unusable={count <= 1}
            onPress={() => resize(-1)}
          />
        )}
        <span class="nnw-stepper-value" data-hint="layerSize">
          {count}
        </span>
        {editable && (
          <Button
            kind="icon"
            icon="plus"
            hint="layerSize"
            label={text.addNeuron({ layer })}
            unusable={count >= catalog.limits.neurons}
            onPress={() => resize(1)}
          />
        )}
      </div>
      <div class="nnw-layer-row">
        {isShown(kernel, "activation") && (
          <Select
            hideLabel
            hint="activation"
            label={text.activationOf({ layer })}
            value={names[layer - 1] ?? ""}
            choices={catalog.activations
              .filter((item) => item.hidden)
              .map((item) => ({ value: item.name, label: label("activation", item) }))}
            onPick={(value) => {
              const next = names.map((name, at) => (at === layer - 1 ? value : name));
              kernel.edit({ activation: new Set(next).size === 1 ? value : next });
            }}
          />
        )}
        <Freeze kernel={kernel} part={[layer]} label={text.freezeLayer({ layer })} />
      </div>
    </div>
  );
}
