// A list is brought, looked at, and applied.
import assert from "node:assert/strict";

import { demo } from "../stage.js";
import { asked, journey } from "./made.js";

const list = (rows) => `id,username,email\n${rows.map((row) => `${row},${row},\n`).join("")}`;

/** Chooses the file, or drops it where there are scripts. */
async function bring(page, scripts, [name, text]) {
  await page.goto(`${demo.url}/imports/new`);
  if (!scripts) return page.getByLabel("File").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const dataTransfer = await page.evaluateHandle(([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name, { type: "text/csv" }));
    return carried;
  }, [name, text]);
  for (const type of ["dragover", "drop"]) await page.dispatchEvent("[data-drop]", type, { dataTransfer });
  assert.equal(await page.getByLabel("File").evaluate((field) => field.files[0].name), name);
}

const counted = (page, word) => page.locator(".counts div", { hasText: word }).locator("dd").innerText();

/** Applies what is held, and waits for its end. */
async function apply(page, scripts) {
  await page.getByRole("button", { name: "Apply it" }).click();
  await page.getByRole("heading", { name: "What it did" }).waitFor();
  if (scripts) await page.locator("[hx-trigger='every 2s']").waitFor({ state: "detached" });
}

journey("a list is brought as a file, seen, applied, and told of", "administrator", async ({ page, scripts }) => {
  const name = `wiki-${scripts}`;
  await bring(page, scripts, [`${name}.csv`, list(["ada", "bob", "eve"])]);
  await page.getByLabel("Name of the new connection").fill(name);
  await page.getByText("How it is read").click();
  await page.getByLabel("Kind of the new connection").selectOption("OTHER");
  await page.getByRole("button", { name: "See what would change" }).click();
  await page.getByRole("heading", { name: "What it would do" }).waitFor();
  assert.equal(await counted(page, "new"), "3");
  await page.getByRole("rowheader", { name: "eve" }).waitFor();
  const found = async () => (await (await asked(demo, "accounts?family=other&q=eve")).json()).data;
  const before = (await found()).length;
  await apply(page, scripts);
  assert.equal(await counted(page, "new"), "3");
  assert.equal((await found()).length, before + 1);
  const told = page.getByRole("region", { name: "What was read" });
  const bytes = new TextEncoder().encode(list(["ada", "bob", "eve"]));
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  assert.match(await told.innerText(), new RegExp(`${name}.csv, ${bytes.length} bytes[^]*${digest}`));
});

journey("a list that misses too many is held, and approved by their number", "administrator", async ({ page, scripts }) => {
  const connection = `held-${scripts}`;
  const rows = Array.from({ length: 12 }, (_, at) => `row-${at}`);
  const sent = await asked(demo, `imports/accounts?connection=${connection}&kind=OTHER&format=csv&wait=true`, {
    method: "POST", body: list(rows), headers: { "content-type": "text/csv" },
  });
  assert.ok(sent.ok, await sent.text());
  await bring(page, scripts, ["short.csv", list(["row-0"])]);
  await page.getByLabel("Connection", { exact: false }).first().selectOption({ label: `${connection} (OTHER)` });
  await page.getByLabel("This is the whole list").check();
  await page.getByRole("button", { name: "See what would change" }).click();
  await page.getByText("11 of 12 are missing").first().waitFor();
  await page.getByLabel("type how many are missing").fill("11");
  await apply(page, scripts);
  assert.equal(await counted(page, "gone"), "11");
});
