/**
 * The look of everything that shows itself: one frame, one small style sheet. Colours are JupyterLab's, light or dark; elsewhere they are
 * greys and mid-tones that can be read on either ground. Without any style (GitHub takes it away) what remains are tables and folds.
 */
import { Html, html, type Part } from "./html.ts";

/** Letters of programs: `b` keywords, `i` types, `em` names that are called, `u` names of parameters, `s` values. */
const style =
  `.nnx{--soft:var(--jp-ui-font-color2,#7a7f87);--line:var(--jp-border-color2,rgba(128,128,128,.35));--fill:rgba(128,128,128,.1);
--blue:var(--jp-brand-color1,#2f7fd1);display:inline-block;max-width:100%;box-sizing:border-box;border:1px solid var(--line);border-radius:6px;padding:6px 10px;
font:13px/1.45 var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,inherit);overflow-x:auto;vertical-align:top}
.nnx pre,.nnx .m{font:12px/1.4 var(--jp-code-font-family,ui-monospace,Menlo,monospace);margin:0;padding:0;background:none;color:inherit;white-space:pre;border:0}.nnx b.m{font-weight:600}
.nnx .q{color:var(--soft)}.nnx .r{display:flex;gap:6px 16px;flex-wrap:wrap;align-items:flex-start}.nnx .h{align-items:baseline}
.nnx pre{padding:0!important}.nnx .r+.r,.nnx .r+pre{margin-top:4px}.nnx table{color:inherit;border-collapse:collapse;margin:4px 0 0;font-size:12px;border:0}
.nnx th,.nnx td{text-align:left!important;padding:1px 14px 1px 0;border:0;background:none;white-space:nowrap;vertical-align:baseline}
.nnx th{color:var(--soft);font-weight:400}.nnx .n{text-align:right!important;font-variant-numeric:tabular-nums}
.nnx tr{background:none!important;border:0}.nnx summary{cursor:pointer;display:list-item}.nnx ul{margin:0!important;padding:0!important;list-style:none!important}.nnx li{margin:0!important;list-style:none}.nnx ul ul:not(.f){padding-left:1.2em!important}.nnx img{display:block;margin:0;image-rendering:pixelated;border-radius:3px}
.nnx .f{display:flex;gap:6px;flex-wrap:wrap;align-items:center}.nnx .b{border:1px solid var(--line);border-radius:5px;padding:3px 8px;background:var(--fill);line-height:1.45}
.nnx .w{white-space:normal;overflow-wrap:anywhere}.nnx .b{max-width:100%;box-sizing:border-box}.nnx .b>div{max-width:640px}.nnx .b .f{margin:3px 0 2px!important}.nnx .b .q,.nnx .b .m{font-size:12px}.nnx svg{display:block;color:var(--blue)}.nnx .l b{color:var(--jp-mirror-editor-keyword-color,#9a5bb5);font-weight:600}.nnx .l i{color:var(--soft);font-style:normal}
.nnx .l em{color:var(--jp-mirror-editor-def-color,#2f7fd1);font-style:normal}.nnx .l u{color:var(--jp-mirror-editor-attribute-color,#2f7fd1);text-decoration:none}
.nnx .l s{color:var(--jp-mirror-editor-number-color,#2e8b57);text-decoration:none}`.replaceAll("\n", "");

/** MIME types with their content. */
export type Shown = Readonly<Record<string, string>>;

/** A framed card as a MIME bundle. Its text is what the console prints, unless it is given. */
export function card(body: Part, text?: string): Shown {
  const framed = html`<div class="nnx"><style>${new Html(style)}</style>${body}</div>`.text;
  return text === undefined ? { "text/html": framed } : { "text/plain": text, "text/html": framed };
}

/** First line of a card: what it is, and some facts in grey. */
export function head(title: Part, facts: readonly Part[] = []): Html {
  return html`<div class="r h"><b class="m">${title}</b>${facts.map((fact) => html` <span class="q">${fact}</span>`)}</div>`;
}

/** Rows under a header; columns from `rightFrom` on are numbers, and stand to the right. */
export function table(header: readonly Part[], rows: readonly (readonly Part[])[], rightFrom: number): Html {
  const cells = (row: readonly Part[], head: boolean): Html[] =>
    row.map((cell, i) => {
      const right = new Html(i >= rightFrom ? ' class="n"' : "");
      return head ? html`<th${right}>${cell}</th>` : html`<td${right}>${cell}</td>`;
    });
  const top = header.length > 0 ? html`<thead><tr>${cells(header, true)}</tr></thead>` : undefined;
  return html`<table>${top}<tbody>${rows.map((row) => html`<tr>${cells(row, false)}</tr>`)}</tbody></table>`;
}
