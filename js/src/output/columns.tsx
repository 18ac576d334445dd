import { useLanguage } from "../i18n";
import type { Kernel, SceneData } from "../kernel/state";
import { Select } from "../ui/field";

/** Which two of the columns the plot spans. */
export function ColumnMenus({ kernel, scene }: { kernel: Kernel; scene: SceneData }) {
  const say = useLanguage().text;
  const choices = scene.columns.map((label, at) => ({ value: String(at), label }));
  return (
    <div class="nnw-columns-menus">
      {[say.horizontalAxis, say.verticalAxis].map((label, which) => (
        <Select
          key={which}
          hint="axis"
          label={label}
          value={String(scene.axes[which])}
          choices={choices}
          onPick={(picked) => {
            const axes = [...scene.axes];
            // a column that is on the other axis changes places with this one's
            const other = axes.indexOf(Number(picked));
            if (other >= 0) axes[other] = axes[which] as number;
            axes[which] = Number(picked);
            kernel.edit({ axes: axes.map((axis) => axis + 1) });
          }}
        />
      ))}
    </div>
  );
}
