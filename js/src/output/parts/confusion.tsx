import { useState } from "preact/hooks";
import { shapeOfClass } from "../../draw/points";
import { useWholeLanguage } from "../../i18n";
import type { Kernel, SceneData } from "../../kernel/state";
import { classColourName, Mark } from "../../ui/class-mark";
import { Radios } from "../../ui/field";
import { useStable } from "../../ui/live";

type Half = "test" | "train";

/** How often points of each class were answered with each class. */
export function ConfusionOpen({ kernel, scene }: { kernel: Kernel; scene: SceneData }) {
  const { text } = useWholeLanguage();
  const [part, setPart] = useState<Half>("test");
  return (
    <>
      <Radios<Half>
        hint="confusion"
        label={text.confusion}
        value={part}
        choices={[
          { value: "test", label: text.test },
          { value: "train", label: text.training },
        ]}
        onPick={setPart}
      />
      <Matrix key={part} kernel={kernel} scene={scene} part={part} />
    </>
  );
}

function Matrix({ kernel, scene, part }: { kernel: Kernel; scene: SceneData; part: Half }) {
  const { text, number } = useWholeLanguage();
  const counts = useStable(() => kernel.frame.value?.[`confusion_${part}`] ?? []).value;
  const names = scene.class_names;
  const mark = (k: number) => (
    <Mark shape={shapeOfClass(k)} colour={classColourName(k, names.length)} />
  );
  return (
    <div class="nnw-matrix-scroll">
      <table
        class="nnw-matrix"
        data-many={names.length > 6 || undefined}
        data-nnw={`confusion-${part}`}
      >
        <thead>
          <tr>
            <th scope="col">
              <span>{text.trueAnswered}</span>
            </th>
            {names.map((name, k) => (
              <th key={k} scope="col" data-hint="className">
                {mark(k)}
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, k) => {
            const total = row.reduce((sum, count) => sum + count, 0) || 1;
            return (
              <tr key={k}>
                <th scope="row" data-hint="className">
                  {mark(k)} <span>{names[k]}</span>
                </th>
                {row.map((count, j) => (
                  <td
                    key={j}
                    data-zero={count === 0 || undefined}
                    style={{ "--nnw-share": `${(40 * count) / total}%` }}
                  >
                    {number(count)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
