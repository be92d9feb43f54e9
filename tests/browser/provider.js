// Signing in by an identity provider that others wrote.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { provider } from "./packages.js";
import { reader } from "./reader.js";
import { serve } from "./register.js";
import { browser } from "./stage.js";

/** What the provider says of people, by the name that they sign in with. */
const PEOPLE = {
  ada: { name: "Ada Obi", groups: ["staff", "it"], email: "ada@example.com", email_verified: true },
  eve: { name: "Eve Other", groups: ["visitors"] },
};

/** A provider on a free port, and a register that knows it; `stop` ends both. */
async function world() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const register = await serve({
    WHOSE__OIDC__ISSUER: issuer,
    WHOSE__OIDC__CLIENT_ID: "whose",
    WHOSE__OIDC__SCOPES: "profile,email",
    WHOSE__OIDC__VIEWERS: "staff",
    WHOSE__OIDC__REVIEWERS: "it",
  });
  const Provider = await provider();
  server.on("request", new Provider(issuer, settings(`${register.url}/sign-in/callback`)).callback());
  return { register, stop: () => Promise.all([register.stop(), new Promise((closed) => server.close(closed).closeAllConnections())]) };
}

const settings = (callback) => ({
  clients: [{ client_id: "whose", token_endpoint_auth_method: "none", redirect_uris: [callback] }],
  claims: { openid: ["sub", "groups"], profile: ["name"], email: ["email", "email_verified"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  pkce: { required: () => true },
  cookies: { keys: ["of no worth"] },
});

/** Signs in at the provider's own pages, and comes back. */
async function signIn(page, register, name) {
  await page.goto(`${register.url}/accounts`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${register.url}/**`);
}

test("whoever the provider knows signs in by it, with the role that it says, and out again", async () => {
  const { register, stop } = await world();
  try {
    const { context, page } = await reader(browser, register);
    await signIn(page, register, "ada");
    await page.getByRole("heading", { name: "Accounts", level: 1 }).waitFor();
    assert.match(await page.locator("header .who").first().innerText(), /Ada Obi\s+reviewer/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(`${register.url}/accounts`);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await context.close();
  } finally {
    await stop();
  }
});

for (const scripts of [true, false]) {
  test(`whoever has no role here is told what to do, with${scripts ? "" : "out"} scripts`, async () => {
    const { register, stop } = await world();
    try {
      const { context, page } = await reader(browser, register, { scripts });
      await signIn(page, register, "eve");
      assert.match(await page.getByRole("alert").innerText(), /gives you a role here/);
      await page.goto(`${register.url}/accounts`);
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      await context.close();
    } finally {
      await stop();
    }
  });
}
