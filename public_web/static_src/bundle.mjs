/** Bundles the browser side with esbuild; started by `python -m public_web.build OUTDIR`. */
import { build } from "esbuild";
import { readFile, writeFile, mkdir, readdir } from "node:fs/promises";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = resolve(process.argv[2] ?? "");
const bundled = ["hls.js", "wavesurfer.js", "@fontsource-variable/inter"];

/**
 * wavesurfer.js writes a <style> element, which `style-src 'self'` forbids. The same rules go
 * in as a constructed style sheet, which the policy allows. Fails loudly if the text moves.
 */
const strictStyles = {
  name: "strict-styles",
  setup(plugins) {
    plugins.onLoad({ filter: /wavesurfer\.js[\\/]dist[\\/]renderer\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const found = text.match(/<style\$\{cspNonce[^>]*>([\s\S]*?)<\/style>/);
      const mark = "return [div, shadow];";
      if (!found || text.split(mark).length !== 2) throw new Error(`${path}: unknown renderer`);
      const sheet = "{ const sheet = new CSSStyleSheet(); sheet.replaceSync(`" + found[1] +
        "`); shadow.adoptedStyleSheets = [sheet]; } ";
      return { contents: text.replace(found[0], "").replace(mark, sheet + mark), loader: "js" };
    });
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: "none",
  metafile: true,
  outdir: out,
  logLevel: "error",
  target: ["chrome111", "firefox113", "safari16.4"],
};

/** Logical name (`track.js`) -> hashed file, for everything templates may ask for. */
function names(metafile) {
  const found = {};
  for (const [file, made] of Object.entries(metafile.outputs)) {
    const name = basename(file);
    if (made.entryPoint) {
      const suffix = name.slice(name.lastIndexOf("."));
      found[basename(made.entryPoint).replace(/\.[a-z]+$/, suffix)] = name;
    } else if (/\.(woff2|svg)$/.test(name)) {
      found[name.replace(/-[A-Z0-9]{8}\./, ".")] = name;
    }
  }
  return found;
}

async function licences() {
  const parts = await Promise.all(bundled.map(async (name) => {
    const folder = join(root, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name}: no licence file`);
    return `${name} ${about.version} (${about.license})\n\n${await readFile(join(folder, file), "utf8")}`;
  }));
  return parts.join(`\n\n${"=".repeat(80)}\n\n`);
}

async function compress() {
  for (const name of await readdir(out)) {
    if (!/\.(js|css|svg|txt)$/.test(name)) continue;
    const bytes = await readFile(join(out, name));
    const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(join(out, `${name}.br`), brotliCompressSync(bytes, best));
    await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

await mkdir(out, { recursive: true });
const entry = (name) => `public_web/static_src/${name}`;
const [scripts, styles] = await Promise.all([
  build({
    ...common,
    entryPoints: ["track.ts", "release.ts", "embed.ts", "site.ts"].map(entry),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    plugins: [strictStyles],
  }),
  build({
    ...common,
    entryPoints: ["styles/site.css", "styles/embed.css", "styles/favicon.svg"].map(entry),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
  }),
]);
await writeFile(join(out, "third-party-licences.txt"), await licences());
await compress();
const manifest = { ...names(scripts.metafile), ...names(styles.metafile) };
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
