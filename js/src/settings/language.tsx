import { LANGUAGES, useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { ICONS } from "../ui/icons";

/** A menu under a picture: the browser's own opens, and the row stays narrow. */
export function LanguageMenu({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  return (
    <div class="nnw-button nnw-button-icon nnw-language" data-hint="locale">
      <svg viewBox="0 0 16 16" aria-hidden="true" class="nnw-icon">
        <path d={ICONS.globe} />
      </svg>
      <select
        aria-label={text.options.locale}
        value={kernel.options.value.locale}
        onChange={(event) => kernel.edit({ locale: event.currentTarget.value })}
      >
        <option value="auto">{text.likeThePage}</option>
        {Object.entries(LANGUAGES).map(([code, text]) => (
          <option key={code} value={code} lang={code}>
            {text.languageName}
          </option>
        ))}
      </select>
    </div>
  );
}
