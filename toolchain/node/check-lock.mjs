// Usage: node check-lock.mjs WANTED INSTALLED
// Fails if an installed package isn't pinned by the lock file, or has other contents.
import { readFileSync } from "node:fs";

const [wanted, installed] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")).packages);

const strangers = Object.entries(installed).filter(
  ([path, { integrity }]) => !integrity || wanted[path]?.integrity !== integrity,
);
for (const [path, { version, integrity }] of strangers) {
  console.error(`${path} ${version}: found ${integrity}, the lock file has ${wanted[path]?.integrity ?? "no such package"}`);
}
process.exitCode = strangers.length ? 1 : 0;
