/** Cards in pages with styles of their own, in headless Chromium. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mimeBundle } from "../../kernel/display/mimeBundle.ts";
import { jax, jnp, optax } from "../index.ts";

const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!browserPath && process.env.CI) throw new Error("Cannot test the look of cards: Chromium not found");

/** What nbconvert's template `classic` says of everything that is shown: the rules of Bootstrap 3 and of the notebook that meet a card. */
const classic = `details, summary { display: block }
pre { padding: 8.5px; margin: 0 0 9px; line-height: 1.42857143; word-break: break-all }
.rendered_html pre { border: 0; padding: 1px 0; font-size: 100% } .rendered_html * + img { margin-top: 1em }
.rendered_html ul:not(.list-inline) { padding-left: 2em } .rendered_html ul { list-style: disc }
.rendered_html table { border-collapse: collapse; table-layout: fixed; font-size: 12px }
.rendered_html tr, .rendered_html th, .rendered_html td { text-align: right; padding: .5em; line-height: normal; white-space: normal }`;

describe.skipIf(!browserPath)("a card", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath!, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  /** The places and marks of what is in a card, in a page with these styles. */
  async function layout(html: string, styles: string): Promise<unknown[]> {
    const page = await browser.newPage();
    await page.setContent(`<style>${styles}</style><div class="rendered_html">${html}</div>`);
    const places = await page.evaluate(() => {
      const { left, top } = document.querySelector(".nnx")!.getBoundingClientRect();
      return [...document.querySelectorAll(".nnx *:not(style, small)")].map((element) => {
        const box = element.getBoundingClientRect();
        const shown = getComputedStyle(element).display;
        return [element.tagName, shown, Math.round(box.left - left), Math.round(box.top - top), Math.round(box.height)];
      });
    });
    await page.close();
    return places;
  }

  it.each([
    ["of an array, with its colours", () => jnp.linspace(-1, 1, { num: 12 }).reshape([3, 4])],
    ["of a tree that opens", () => ({ w: jnp.ones([2]), inner: [jnp.arange(3), { n: 1 }] })],
    ["of a chain of transformations", () => optax.adam(optax.cosineDecaySchedule(0.1, 100))],
    ["of a jaxpr", () => jax.makeJaxpr((x: jax.Array) => jnp.sin(x))(jnp.ones([3]))],
    [
      "of a program",
      () =>
        jax
          .jit((x: jax.Array) => jnp.sin(x))
          .lower(jnp.ones([3]))
          .compile(),
    ],
  ])("%s looks the same under the styles of nbconvert's classic page", async (_, make) => {
    const { data } = (await mimeBundle(make()))!;
    const html = data["text/html"] as string;
    const expected = await layout(html, "");
    expect(expected.length).toBeGreaterThan(3);
    expect(await layout(html, classic)).toEqual(expected);
  });
});
