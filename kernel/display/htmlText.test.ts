import { expect, it } from "vitest";
import { htmlText } from "./htmlText.ts";

it.each([
  ["<b>bold</b> and\n   <i>slanted</i>", "bold and slanted"],
  ["<h1>Title</h1><p>one</p><p>two<br>three</p>", "Title\none\ntwo\nthree"],
  ["<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a  b\n1  2"],
  ["<ul><li>x</li>\n  <li>y</li></ul>", "x\ny"],
  ["<pre>a\n  b</pre>c   d", "a\n  b\nc d"],
  ["1 &lt; 2 &amp;&amp; &#955; &#x3bb; &quot;&bogus;&quot;&#x110000;", '1 < 2 && λ λ "&bogus;"&#x110000;'],
  ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
  ["<style>b { color: red }</style><script>if (a < b) c()</script>x<!-- <b>no</b> -->y", "xy"],
  ["<svg><text>drawing</text></svg>", ""],
  ["<script>never closed", ""],
  ["<b", ""],
  ["", ""],
])("%j is %j", (html, text) => {
  expect(htmlText(html)).toBe(text);
});

it("long HTML is cut", () => {
  const text = htmlText(`<p>${"word ".repeat(100_000)}</p>`);
  expect(text.length).toBeLessThan(100_010);
  expect(text.endsWith(" …")).toBe(true);
});
