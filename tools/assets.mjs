// Bundles community/static into community/static/dist: hashed names, and manifest.json
// from each plain name to its hashed one. Run by tools/assets.py.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const from = join(root, "community/static");
const into = join(from, "dist");
const manifest = {};

mkdirSync(into, { recursive: true });
await bundle();
icons();
pictures();
finish();

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["community/static/css/site.css", "community/static/js/site.js"],
    outdir: into,
    bundle: true,
    minify: true,
    format: "esm",
    metafile: true,
    target: ["chrome105", "firefox110", "safari16"],
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "dataurl" },
    alias: { icons: "lucide-static/icons" },
    logLevel: "warning",
  });
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0];
    manifest[basename(source)] = basename(path);
  }
}

// One sprite with the icons that icons.txt names, a line each.
function icons() {
  const names = readFileSync(join(from, "img/icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(root, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
      + `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`;
  });
  put("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

function pictures() {
  for (const name of readdirSync(join(from, "img"))) {
    if (extname(name) !== ".txt") put(name, readFileSync(join(from, "img", name)));
  }
}

function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  manifest[name] = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(into, manifest[name]), content);
}

// The manifest is written last and old files go after it, so that a running site never misses one.
function finish() {
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  writeFileSync(join(into, "manifest.json"), JSON.stringify(sorted, null, 1));
  const wanted = new Set([...Object.values(manifest), "manifest.json"]);
  for (const name of readdirSync(into)) if (!wanted.has(name)) rmSync(join(into, name));
}
