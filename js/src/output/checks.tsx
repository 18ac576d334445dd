import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Check, isShown } from "../ui/field";

/** What the picture of the output shows beside the output. */
export function OutputChecks({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const { show_neuron_lines, show_test_data, discretize } = kernel.options.value;
  return (
    <div class="nnw-checks">
      {isShown(kernel, "showTestData") && (
        <Check
          hint="test"
          label={text.options.show_test_data}
          checked={show_test_data}
          onCheck={(checked) => kernel.edit({ show_test_data: checked })}
        />
      )}
      {isShown(kernel, "discretize") && (
        <Check
          hint="discretize"
          label={text.options.discretize}
          checked={discretize}
          onCheck={(checked) => kernel.edit({ discretize: checked })}
        />
      )}
      {isShown(kernel, "neuronLines") && (
        <Check
          hint="show_neuron_lines"
          label={text.options.show_neuron_lines}
          checked={show_neuron_lines}
          onCheck={(checked) => kernel.edit({ show_neuron_lines: checked })}
        />
      )}
    </div>
  );
}
