// What people take out: a filtered list, and evidence.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { demo } from "../stage.js";
import { downloaded, journey } from "./made.js";

journey("the accounts that are found are taken as CSV, and no others", "auditor", async ({ page }) => {
  await page.goto(`${demo.url}/accounts?family=version_control&state=nobody`);
  const shown = await page.locator("main table tbody th a").allInnerTexts();
  const { name, bytes } = await downloaded(page, () => page.getByRole("link", { name: "CSV" }).click());
  assert.match(name, /^accounts-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...rows] = bytes.toString().replace(/^\ufeff/, "").trim().split(/\r?\n/);
  const at = head.split(",").findIndex((column) => /^(name|username|account)$/i.test(column));
  assert.deepEqual(rows.map((row) => row.split(",")[at]).sort(), shown.sort());
});

journey("the evidence of a connection is one file, whose sums are right", "auditor", async ({ page }) => {
  await page.goto(`${demo.url}/evidence`);
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel("From").fill(`${Number(today.slice(0, 4)) - 1}-12-01`);
  await page.getByLabel("To").fill(`${today.slice(0, 8)}01`);
  const { name, bytes } = await downloaded(page, () => page.getByRole("button", { name: "Download" }).click());
  assert.match(name, /\.zip$/);
  const folder = mkdtempSync(join(tmpdir(), "whose-evidence-"));
  try {
    writeFileSync(join(folder, "evidence.zip"), bytes);
    const unpack = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    execFileSync("python3", ["-c", unpack, join(folder, "evidence.zip"), folder]);
    const sums = execFileSync("sh", ["-c", "cd \"$(dirname \"$(find . -name SHA256SUMS)\")\" && sha256sum --check SHA256SUMS"], { cwd: folder });
    assert.match(sums.toString(), /population\.csv: OK/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
