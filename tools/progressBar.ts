/** A progress bar on a terminal, for work that takes more than a second. Writes to standard error, and only when that is a terminal. */

export interface ProgressBar {
  /** One more unit is done; `label` replaces the text beside the bar. */
  step(label?: string): void;
  /** Sets how much is done. */
  to(done: number, label?: string): void;
  /** Clears the line so that other output can be printed; the next step draws the bar again. */
  clear(): void;
  end(): void;
}

const delayMs = 1000;
const width = 28;

/** A bar from 0 to `total`; silent where standard error is no terminal. */
export function progressBar(
  label: string,
  total: number,
  options: { silent?: boolean; immediately?: boolean } = {},
): ProgressBar {
  const out = process.stderr;
  const silent = options.silent || !out.isTTY;
  const start = performance.now();
  let done = 0;
  let text = label;
  let shown = 0;
  const draw = (): void => {
    const now = performance.now();
    if (silent || (!options.immediately && now - start < delayMs) || (now - shown < 50 && done < total)) return;
    shown = now;
    const filled = Math.round((width * done) / Math.max(1, total));
    const elapsed = (now - start) / 1000;
    const left = done > 0 ? (elapsed / done) * (total - done) : Number.NaN;
    const eta = Number.isFinite(left) ? ` ${left.toFixed(0)} s left` : "";
    out.write(`\r\x1b[2K${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${total} ${text}${eta}`);
  };
  const clear = (): void => {
    if (!silent && shown > 0) out.write("\r\x1b[2K");
  };
  const to = (value: number, newLabel?: string): void => {
    done = value;
    if (newLabel !== undefined) text = newLabel;
    draw();
  };
  draw();
  return { step: (newLabel) => to(done + 1, newLabel), to, clear, end: clear };
}
