// Without a mouse.
import assert from "node:assert/strict";

import { demo } from "../stage.js";
import { asked, journey } from "./made.js";

journey("the account's page is used by keyboard alone", "reviewer", async ({ page }) => {
  await page.goto(`${demo.url}/accounts`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
  const name = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name }).waitFor();
}, { scripts: [true] });

journey("what is nobody's is worked off by keyboard alone", "reviewer", async ({ page }) => {
  await page.goto(`${demo.url}/work`);
  const shown = () => page.locator("#account").innerText();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const another = (name) => page.waitForFunction((name) => document.querySelector("#account").textContent !== name, name);
  const said = (text) => page.getByRole("status").getByText(text).waitFor();
  const whose = async (name) => (await (await asked(demo, `accounts?q=${encodeURIComponent(name)}`)).json()).data[0];

  const passed = await shown();
  await press("n");
  await another(passed);
  const linked = await shown();
  await press("/");
  await page.keyboard.type("a");
  await page.getByRole("heading", { name: "People found" }).or(page.locator("#candidates input[type=radio]")).first().waitFor();
  await press("Escape", "1", "l");
  await said(`${linked} is linked to`);
  await another(linked);
  assert.ok((await whose(linked)).person);
  const marked = await shown();
  await press("s");
  await page.keyboard.type("It copies the files at night.");
  // The day has a field for each of its parts.
  while ((await page.locator("button:focus").count()) === 0) await press("Tab");
  await press("Enter");
  await said(`${marked} is a service account`);
  await press("u");
  await said(`${marked} is as it was before.`);
  assert.equal(await shown(), marked);
  await page.goto(`${demo.url}/work`);
  assert.equal(await shown(), passed, "what was passed over does not wait any more");
}, { scripts: [true] });

journey("single keys are switched off and on again, and the page of the keys too is then reached without one", "reviewer", async ({ page }) => {
  const at = () => new URL(page.url()).pathname;
  await page.goto(`${demo.url}/work`);
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Single keys are on" }).waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Switch single keys off" }).click();
  await page.getByText("Single keys are switched off.").waitFor();
  const shown = await page.locator("#account").innerText();
  for (const key of ["n", "s", "/", "?", "1"]) await page.keyboard.press(key);
  assert.equal(await page.locator("details[open]").count(), 0);
  assert.equal(await page.locator("#account").innerText(), shown);
  assert.ok(await page.evaluate(() => !document.activeElement.matches("input")));
  await page.goto(`${demo.url}/accounts`);
  for (const key of ["j", "?"]) await page.keyboard.press(key);
  assert.ok(await page.evaluate(() => !document.activeElement.matches("main a")));
  assert.equal(at(), "/accounts");
  await page.getByRole("link", { name: "Keys" }).click();
  await page.getByRole("button", { name: "Switch single keys on" }).click();
  await page.getByRole("heading", { name: "Single keys are on" }).waitFor();
  await page.goto(`${demo.url}/accounts`);
  await page.keyboard.press("j");
  assert.ok(await page.evaluate(() => document.activeElement.matches("main a")));
}, { scripts: [true] });

journey("the switch for single keys is kept by this browser", "viewer", async ({ page }) => {
  for (const [switched, then] of [["off", "on"], ["on", "off"]]) {
    await page.goto(`${demo.url}/keyboard`);
    await page.getByRole("button", { name: `Switch single keys ${switched}` }).click();
    await page.getByRole("button", { name: `Switch single keys ${then}` }).waitFor();
    assert.equal(await page.locator("html").getAttribute("data-keys"), switched === "off" ? "off" : null);
  }
});
