// Light and dark.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signedIn } from "../reader.js";
import { invited } from "../register.js";
import { browser, demo } from "../stage.js";
import { journey } from "./made.js";

journey("the colours are chosen, and kept", "viewer", async ({ page }) => {
  const chosen = () => page.locator("html").getAttribute("data-theme");
  for (const theme of ["dark", "light"]) {
    await page.getByRole("button", { name: theme, exact: true }).click();
    await page.goto(`${demo.url}/accounts`);
    assert.equal(await chosen(), theme);
  }
  await page.getByRole("button", { name: "auto", exact: true }).click();
  await page.getByRole("button", { name: "auto", pressed: true }).waitFor();
  assert.equal(await chosen(), null);
});

test("the colours that are chosen are those that a browser may prefer", async () => {
  const link = await invited(demo, "viewer");
  const { context, page } = await signedIn(browser, demo, link, { scheme: "dark" });
  const colours = () => page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return ["ground", "card", "sunk", "ink", "soft", "line", "edge", "accent", "red", "amber", "violet"].map((name) => style.getPropertyValue(`--${name}`));
  });
  const preferred = await colours();
  await page.getByRole("button", { name: "dark", exact: true }).click();
  await page.getByRole("button", { name: "dark", pressed: true }).waitFor();
  assert.deepEqual(await colours(), preferred);
  await context.close();
});
