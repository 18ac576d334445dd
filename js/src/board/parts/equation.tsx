import { useRef } from "preact/hooks";
import { useWholeLanguage } from "../../i18n";
import type { Kernel, NeuronRef, Picture } from "../../kernel/state";
import { Button, isShown } from "../../ui/field";
import { contains, Freeze, toggled } from "../../ui/freeze";
import { useLive } from "../../ui/live";
import { formulaOf, plainText } from "../formula";
import { type Blackboard, blackboard } from "../mathml";
import { Parameters } from "../parameters";

interface EquationProps {
  kernel: Kernel;
  picture: Picture;
  neuron: NeuronRef;
  perRow: number;
}

/** The equation of a neuron, so many terms in a row, and what can be done with it. */
export function Equation(props: EquationProps) {
  const { kernel, picture, neuron } = props;
  const say = useWholeLanguage().text;
  return (
    <>
      <div class="nnw-equation-head">
        <h3 class="nnw-equation-title">{say.neuron(neuron)}</h3>
        {kernel.selected.value ? (
          <Switches kernel={kernel} {...kernel.selected.value} />
        ) : (
          <p class="nnw-equation-hint">{say.equationHint}</p>
        )}
      </div>
      <Board {...props} />
      {isShown(kernel, "weights") && (
        <Parameters key={`${neuron.layer}-${neuron.neuron}`} {...{ kernel, picture }} {...neuron} />
      )}
    </>
  );
}

/** What else can be done with the chosen neuron. */
function Switches({ kernel, layer, neuron }: { kernel: Kernel } & NeuronRef) {
  const say = useWholeLanguage().text;
  const { switched_off } = kernel.options.value;
  const output = kernel.frame.peek()?.layers.length === layer + 1;
  const part = [layer, neuron];
  return (
    <div class="nnw-equation-switches">
      <Freeze plain kernel={kernel} part={part} label={say.freezeNeuron} />
      {!output && isShown(kernel, "switchOff") && (
        <Button
          hint="switchOff"
          label={say.switchOff}
          icon="power"
          pressed={contains(switched_off, part)}
          onPress={() =>
            kernel.edit({ switched_off: toggled(kernel.options.peek().switched_off, part) })
          }
        />
      )}
    </div>
  );
}

function Board({ kernel, picture, neuron, perRow }: EquationProps) {
  const holder = useRef<HTMLDivElement>(null);
  const board = useRef<{ form: string; board: Blackboard } | null>(null);
  const { decimal } = useWholeLanguage();
  useLive(() => {
    const frame = picture.frame.value;
    if (!holder.current) return;
    const formula = formulaOf(
      frame,
      picture.scene,
      kernel.catalog.value?.activations ?? [],
      neuron,
    );
    const form = JSON.stringify([
      formula.inputs,
      formula.result,
      formula.activation,
      perRow,
      decimal("."),
    ]);
    if (board.current?.form !== form) {
      board.current = { form, board: blackboard(formula, perRow, decimal) };
      holder.current.replaceChildren(board.current.board.element);
    }
    board.current.board.update(formula);
    holder.current.dataset.text = plainText(formula);
  }, [kernel, picture, neuron, perRow, decimal]);
  return <div ref={holder} class="nnw-blackboard" data-nnw="equation" data-hint="equation" />;
}
