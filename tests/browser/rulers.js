// The measures themselves: each tells of a page that is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";

import { barriers, overflow, shifts, weight } from "./measures.js";
import { reader } from "./reader.js";
import { browser, demo } from "./stage.js";

async function shown(html) {
  const somebody = await reader(browser, demo, { width: 360 });
  await somebody.page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await somebody.page.goto(`${demo.url}/wrong`);
  return somebody;
}

test("a pale word, an unnamed field and a heading out of order are barriers", async () => {
  const html = `<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><h3 style="color:#ccc">pale words</h3><input></main>`;
  const { context, page } = await shown(html);
  const rules = (await barriers(page)).map((told) => told.split(" ")[0]);
  assert.deepEqual(rules.sort(), ["color-contrast", "heading-order", "label"]);
  await context.close();
});

test("a page that does not fit, that moves, and that is heavy is measured as such", async () => {
  const late = "requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector('hr').style.height = '300px'))";
  const html = `<!doctype html><hr><p style="width:500px">${"x ".repeat(60_000)}</p><script>${late}</script>`;
  const { context, page } = await shown(html);
  assert.ok((await overflow(page)) > 100);
  assert.ok((await weight(page)) > 100_000);
  assert.equal((await shifts(page)).length, 1);
  await context.close();
});

test("a script that fails and a request to another host are complaints", async () => {
  const { context, page, complaints } = await shown(`<img src="https://elsewhere.example/x.png"><script>nothing()</script>`);
  await page.waitForLoadState("load");
  assert.ok(complaints.some((told) => told.includes("elsewhere.example")), complaints.join("\n"));
  assert.ok(complaints.some((told) => told.includes("nothing is not defined")), complaints.join("\n"));
  await context.close();
});
