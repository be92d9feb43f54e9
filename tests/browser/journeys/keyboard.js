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
