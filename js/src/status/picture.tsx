import { useLanguage } from "../i18n";
import type { Kernel, Snapshot } from "../kernel/state";
import { Status } from "./status";

/**
 * The state that was saved with the notebook, until a kernel answers. Nothing in it can be
 * operated, so there is nothing that looks as if it could.
 */
export function Picture({ kernel, snapshot }: { kernel: Kernel; snapshot: Snapshot }) {
  const { text, code } = useLanguage();
  const connection = kernel.connection.value;
  return (
    <div class="nnw-app nnw-picture" lang={code} data-nnw-connection={connection}>
      {connection === "gone" ? (
        <div class="nnw-status">
          <div role="status" class="nnw-status-message">
            {text.picture}
          </div>
        </div>
      ) : (
        <Status kernel={kernel} />
      )}
      <img
        src={snapshot.picture}
        alt={snapshot.description}
        lang={snapshot.language ?? "en"}
        width="900"
        height="320"
      />
    </div>
  );
}
