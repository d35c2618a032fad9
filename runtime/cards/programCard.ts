/** How a compiled program shows itself: its kernels with what they compute and move, and times where they were taken. */
import { type Explanation, printBytes, printCount, printRuns, titleOf } from "../control/explanation.ts";
import type { Profile } from "../core/profile.ts";
import { card, head, type Shown, table } from "./card.ts";
import { Html, html, type Part } from "./html.ts";

/** Rows of more kernels are left out of the card. */
const mostRows = 60;

/** An explained program as a card. */
export function programCard(explanation: Explanation): Shown {
  const { steps, summary } = explanation;
  const rows = steps.slice(0, mostRows).map((step): Part[] => {
    const { depth, grid, reduce, times, work, primitives } = step;
    return [
      html`<span class="m">${"\u00a0\u00a0".repeat(depth)}${titleOf(step)}</span>`,
      html`<span class="q">${printRuns(primitives)}</span>`,
      grid.length > 0 ? grid.join(" × ") : "",
      reduce.length > 0 ? reduce.join(" × ") : "",
      times === undefined ? "?" : String(times),
      printCount(work.flops + work.transcendentals),
      printBytes(work.bytesRead),
      printBytes(work.bytesWritten),
    ];
  });
  const stores = steps
    .slice(0, mostRows)
    .flatMap(({ name, stored }) =>
      stored.map(({ what, why }) => [html`<span class="m">${name}</span>`, html`<span class="m">${what}</span>`, why]),
    );
  const [kernels, ...memory] = summary.split("; ");
  return card(
    [
      head(kernels!, memory),
      table(["kernel", "fused from", "grid", "reduce", "times", "operations", "read", "written"], rows, 2),
      leftOut(steps.length),
      html`<details><summary class="q">what is stored, and why</summary>${table(["kernel", "stores", "because"], stores, 3)}</details>`,
    ],
    String(explanation),
  );
}

/** Times of kernels as a card, with a bar for the share of each. */
export function profileCard(profile: Profile): Shown {
  const { kernels, totalMs, backend, method } = profile;
  const rows = kernels.slice(0, mostRows).map(({ name, calls, ms, totalMs: own, gflops, gigabytes }): Part[] => {
    const share = Math.round((100 * own) / (totalMs || 1));
    const bar = new Html(
      `<div style="background:var(--blue);border-radius:2px;height:9px;margin-top:4px;width:${Math.max(1, share)}px"></div>`,
    );
    return [
      html`<span class="m">${name}</span>`,
      bar,
      `${share} %`,
      ms.toFixed(4),
      String(calls),
      gflops.toFixed(2),
      gigabytes.toFixed(2),
    ];
  });
  return card(
    [
      head(`${totalMs.toFixed(2)} ms`, [backend, `${kernels.length} ${kernels.length === 1 ? "kernel" : "kernels"}`]),
      table(["kernel", "", "share", "ms", "calls", "GFLOP/s", "GB/s"], rows, 2),
      leftOut(kernels.length),
      html`<div class="q">${method}</div>`,
    ],
    String(profile),
  );
}

function leftOut(count: number): Part {
  return count > mostRows ? html`<div class="q">… ${count - mostRows} more</div>` : undefined;
}
