// Starts the built program on a free port and an empty database of the engine under test, and ends it.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.env.WHOSE_BIN;
const engine = process.env.WHOSE_TEST_DATABASE ?? "";

/**
 * A running register, with those settings in its environment: where it is, the link that it printed, its key if it is the
 * sample company's, and how to end it.
 */
export async function serve(settings = {}, ...options) {
  const folder = mkdtempSync(join(tmpdir(), "whose-browser-"));
  const database = engine === "" ? `sqlite:${join(folder, "whose.db")}` : emptyDatabase();
  const arguments_ = ["serve", "--listen", "127.0.0.1:0", "--database", database, ...options];
  const child = spawn(program, arguments_, { env: { ...process.env, ...settings }, stdio: ["ignore", "pipe", "pipe"] });
  const told = await until(child, /^ *(http\S+)\/sign-in\?ticket=\w+$/m);
  const [link, url] = told.match(/(http\S+)\/sign-in\?ticket=\w+/);
  const key = told.match(/whose_\w+/)?.[0];
  return { url, link, key, database, stop: () => stop(child, folder) };
}

/** The link that signs a new member with that role in. */
export async function invited(register, role) {
  const answer = await fetch(`${register.url}/api/v1/members`, {
    method: "POST",
    headers: { authorization: `Bearer ${register.key}`, "content-type": "application/json" },
    body: JSON.stringify({ name: `Robin the ${role}`, role }),
  });
  if (!answer.ok) throw new Error(`no ${role} was invited: ${answer.status} ${await answer.text()}`);
  return `${register.url}/sign-in?ticket=${(await answer.json()).ticket}`;
}

function emptyDatabase() {
  const name = `browser_${randomBytes(6).toString("hex")}`;
  execFileSync("psql", ["--quiet", "--dbname", engine, "--command", `CREATE DATABASE ${name}`]);
  const url = new URL(engine);
  url.pathname = name;
  return url.href;
}

function until(child, wanted) {
  return new Promise((resolve, reject) => {
    let [told, log] = ["", ""];
    child.stderr.on("data", (data) => (log += data));
    child.stdout.on("data", (data) => {
      told += data;
      if (wanted.test(told)) resolve(told);
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`whose ended by ${code} before it printed its link: ${log}`)));
  });
}

function stop(child, folder) {
  return new Promise((resolve) => {
    child.on("exit", () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    child.kill("SIGTERM");
  });
}
