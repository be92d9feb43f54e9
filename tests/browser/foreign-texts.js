// Whatever a provider, a roster or a member sends is shown as text: no page runs, loads or nests any of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { asked, downloaded } from "./journeys/made.js";
import { payloads, plain } from "./payloads.js";
import { reader, signedIn } from "./reader.js";
import { invited, serve } from "./register.js";
import { browser } from "./stage.js";

const cell = (text) => `"${text.replaceAll('"', '""')}"`;
const sheet = (rows) => rows.map((row) => `${row.map(cell).join(",")}\n`).join("");

async function sent(register, path, body, type = "application/json", method = "POST") {
  const answer = await asked(register, path, { method, body: type.endsWith("json") ? JSON.stringify(body) : body, headers: { "content-type": type } });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${text}`);
  return JSON.parse(text);
}

async function all(register, path) {
  let [found, cursor] = [[], ""];
  do {
    const { data, next } = await (await asked(register, `${path}${cursor}`)).json();
    found = found.concat(data);
    cursor = next ? `&cursor=${next}` : "";
  } while (cursor);
  return found;
}

/** Gives the register a person, an account and a decision for each of them, and connections, files, keys and members of such names. */
async function poison(register) {
  const imports = (scope, query, text) => sent(register, `imports/${scope}?${new URLSearchParams({ format: "csv", ...query })}`, text, "text/csv");
  const people = payloads.map((text, at) => [`p${at}`, `p${at}@example.net`, text, text, text, text, "2020-01-01"]);
  const head = ["id", "email", "firstName", "lastName", "jobTitle", "department", "startDate"];
  await imports("people", { connection: "foreign roster", name: plain[0].slice(0, 255) }, sheet([head, ...people]));
  for (const [at, name] of plain.entries()) {
    const texts = payloads.filter((_, number) => number % plain.length === at);
    const rows = texts.map((text) => [text, text, text, text, text]);
    const head = ["id", "username", "groups", "department", `note ${name}`];
    await imports("accounts", { connection: name.slice(0, 100), kind: "OTHER", name }, sheet([head, ...rows]));
  }
  await settled(register);
  const accounts = (await all(register, "accounts?family=other")).filter(({ username }) => payloads.includes(username));
  assert.equal(accounts.length, payloads.length);
  const [person] = (await all(register, "people?")).filter(({ email }) => email === "p0@example.net");
  for (const [at, { id, username }] of accounts.entries()) {
    if (at % 2 === 0) await sent(register, `accounts/${id}/link`, { person: person.id, reason: username }, undefined, "PUT");
    else await sent(register, `accounts/${id}/service`, { service: true, serviceReason: username, owner: person.id }, undefined, "PUT");
  }
  for (const name of plain) {
    await sent(register, "members", { name: name.slice(0, 100), role: "viewer" });
    await sent(register, "keys", { name: name.slice(0, 100), owner: "p0@example.net", permissions: ["Accounts: Read Accounts"] });
  }
  return { accounts, people: await all(register, "people?"), person };
}

/** Waits until no list is being applied any more. */
async function settled(register) {
  while ((await all(register, "runs?")).some(({ state }) => /staging|applying/i.test(state))) await new Promise(setImmediate);
}

/** Somebody whose browser tells of everything that ran or was nested; `all` of what was seen is kept. */
function watched({ page, complaints }) {
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  const seen = [];
  const look = async (where) => {
    const found = await page.evaluate(() => ({
      ran: globalThis.ran,
      nested: [...document.querySelectorAll("[data-foreign], [srcdoc], base, object, iframe")].map((one) => one.outerHTML),
      text: [document.documentElement.textContent, ...[...document.querySelectorAll("input, textarea, option")].map((one) => one.value)].join("\n"),
    }));
    if (found.ran !== undefined) complaints.push(`${where} ran payload ${found.ran}`);
    if (found.nested.length > 0) complaints.push(`${where} has ${found.nested[0].slice(0, 200)}`);
    seen.push(found.text);
  };
  return { look, shows: (text) => seen.some((page) => page.includes(text)) };
}

test("a page that shows such a text as it is is found out: planted, each of them runs, loads or nests", async () => {
  const register = { url: "http://planted.example" };
  for (const [number, text] of plain.entries()) {
    const somebody = await reader(browser, register);
    await somebody.page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>x</title><main>${text}</main>` }));
    const { look, shows } = watched(somebody);
    await somebody.page.goto(`${register.url}/`, { waitUntil: "load" });
    await look("the planted page");
    assert.notDeepEqual(somebody.complaints, [], `nothing was noticed of ${text}`);
    assert.ok(!shows(text), `it is told as text: ${number}`);
    await somebody.context.close();
  }
});

test("no text from elsewhere runs, loads or nests in any page, and each is shown as it is", async (t) => {
  const register = await serve({}, "--demo");
  try {
    const world = await poison(register);
    for (const policy of [true, false]) {
      const how = policy ? "under the policy" : "by escaping alone, without the policy";
      await t.test(how, () => visits(register, world, policy));
    }
    await t.test("nor in the evidence, opened as a file", () => opensEvidence(register));
    await t.test("and a file that is taken out is never shown as a page", () => staysFile(register));
  } finally {
    await register.stop();
  }
});

async function visits(register, { accounts, people, person }, policy) {
  const somebody = await signedIn(browser, register, await invited(register, "administrator"), { bypassCSP: !policy });
  const { look, shows } = watched(somebody);
  const visit = async (path) => {
    await somebody.page.goto(register.url + path);
    await look(path);
  };
  // Lists show all of them. Of pages of their own some, of every vector, context and encoding; the policy complains of one as of many.
  const few = (list) => list.filter((_, at) => at % (policy ? 37 : 7) === 0);
  for (const { id } of few(accounts)) await visit(`/accounts/${id}`);
  for (const { id } of few(people.filter(({ email }) => email.endsWith("@example.net")))) await visit(`/people/${id}`);
  for (const path of ["/accounts?column=whose&column=connection&column=email&column=external&column=decided", "/people", "/service-accounts", "/findings", "/events", "/imports"]) {
    for (let next = path, pages = 0; next && pages < (policy ? 1 : 6); pages += 1) {
      await visit(next);
      const link = somebody.page.locator("a[rel=next]").first();
      next = (await link.count()) ? await link.evaluate((link) => link.pathname + link.search) : null;
    }
  }
  const runs = await all(register, "runs?");
  const connections = await all(register, "connections?");
  for (const { id } of runs) await visit(`/imports/${id}`);
  for (const { id } of connections) await visit(`/imports/connections/${id}`);
  for (const path of ["/", "/work", "/imports/new", "/imports/connections", "/evidence", "/settings/members", "/settings/sessions", "/settings/keys", "/settings/companies"]) await visit(path);
  const ids = accounts.slice(0, 20).map(({ id }) => `ids=${id}`).join("&");
  await visit(`/accounts/bulk?${ids}&do=mark&purpose=x&owner=%23${person.id}`);
  for (const text of policy ? [] : plain) {
    const typed = encodeURIComponent(text);
    for (const path of ["/accounts?q=", "/people?q=", "/work?who=", "/sign-in?to=", "/no-such-page/"]) await visit(path + typed);
  }
  const told = somebody.complaints.filter((text) => !/status of (404|400)/.test(text));
  assert.deepEqual(told, []);
  const missed = payloads.filter((text) => !policy && !shows(text));
  assert.deepEqual(missed, [], "no page shows them as they are");
  await somebody.context.close();
}

/** The page of the evidence comes from a file, so that no policy of ours is there. */
async function opensEvidence(register) {
  const { page, context } = await signedIn(browser, register, await invited(register, "auditor"));
  await page.goto(`${register.url}/evidence`);
  await page.locator("main [name=connection]").selectOption({ label: plain[0].slice(0, 100) });
  const today = new Date().toISOString().slice(0, 10);
  await page.locator("main [name=from]").fill(`${Number(today.slice(0, 4)) - 1}-01-01`);
  await page.locator("main [name=to]").fill(today);
  const { bytes } = await downloaded(page, () => page.getByRole("button", { name: "Download" }).click());
  await context.close();
  const folder = mkdtempSync(join(tmpdir(), "whose-foreign-"));
  try {
    writeFileSync(join(folder, "evidence.zip"), bytes);
    const index = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); n = [n for n in z.namelist() if n.endswith('index.html')]; sys.stdout.buffer.write(z.read(n[0]))";
    const html = execFileSync("python3", ["-c", index, join(folder, "evidence.zip")]).toString();
    const somebody = await reader(browser, register);
    await somebody.page.route("**/evidence.html", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    const { look, shows } = watched(somebody);
    await somebody.page.goto(`${register.url}/evidence.html`);
    await look("the evidence");
    assert.deepEqual(somebody.complaints.filter((text) => !text.includes("404")), []);
    assert.ok(shows(plain[0].slice(0, 100)));
    await somebody.context.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function staysFile(register) {
  const { page, context } = await signedIn(browser, register, await invited(register, "administrator"));
  for (const path of ["/accounts/file?form=csv", "/accounts/file?form=json", "/findings/export?form=csv", "/findings/export?form=json"]) {
    const answer = await context.request.get(register.url + path);
    assert.ok(answer.ok(), path);
    const headers = answer.headers();
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.match(headers["content-disposition"], /^attachment;/, path);
    assert.doesNotMatch(headers["content-type"], /html|xml/, path);
    const download = page.waitForEvent("download");
    await page.goto(register.url + path).catch(() => {});
    await download;
  }
  await context.close();
}
