// What others made, from where `cargo xtask` installs it: never a folder of the repository.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.WHOSE_NODE, "package.json"));

export const axe = require("axe-core").source;
export const { chromium } = require("playwright-core");

/** The provider of OpenID Connect, which is a module and no other thing. */
export const provider = async () => (await import(pathToFileURL(require.resolve("oidc-provider")))).default;
