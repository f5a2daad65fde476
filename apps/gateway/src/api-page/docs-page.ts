/** The page at /docs: complete in itself, and all that it shows comes from /openapi.json. */
import { SCRIPT } from './docs-page.script.js';

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; --muted: #6b7280; }
  @media (prefers-color-scheme: dark) { :root { --accent: #7aa2ff; --muted: #9ca3af; } }
  * { box-sizing: border-box; }
  html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
  body { font: 16px/1.55 system-ui, sans-serif; margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); }
  nav input { width: 100%; padding: .45rem .6rem; font: inherit; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; }
  nav h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: var(--muted); margin: 1.4rem 0 .3rem; border: 0; }
  nav a { display: block; padding: .15rem .3rem; border-radius: 4px; color: inherit; text-decoration: none; font-size: .92rem; }
  nav a:hover, nav a:focus { background: var(--soft); }
  main { max-width: 60rem; padding: 1.5rem 2.5rem 6rem; }
  h1 { margin-top: 0; } h2 { margin: 3rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
  section.call { border: 1px solid var(--line); border-radius: 8px; margin: 1.2rem 0; padding: 1rem 1.2rem; }
  section.call h3 { margin: 0 0 .2rem; font-size: 1.05rem; display: flex; gap: .7rem; flex-wrap: wrap; align-items: baseline; }
  h4 { margin: 1.1rem 0 .3rem; font-size: .85rem; text-transform: uppercase; letter-spacing: .04em; color: var(--muted); }
  .method { font: 700 .8rem ui-monospace, monospace; padding: .1rem .5rem; border-radius: 4px; color: #fff; }
  .get { background: #15803d; } .post { background: #1d4ed8; } .put { background: #a16207; } .patch { background: #7e22ce; } .delete { background: #b91c1c; }
  .scope { font: .8rem ui-monospace, monospace; border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; color: var(--muted); }
  code, pre { font: 13.5px/1.45 ui-monospace, monospace; }
  pre { background: var(--soft); padding: .8rem; border-radius: 6px; overflow: auto; max-height: 26rem; margin: .3rem 0; }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .8rem .25rem 0; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
  td:last-child { width: 100%; } th { white-space: nowrap; } .muted { color: var(--muted); } .needed { color: var(--accent); }
  details { margin: .25rem 0; } summary { cursor: pointer; } details details { margin-left: 1rem; }
  a { color: var(--accent); } [hidden] { display: none !important; }
  @media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;

export const docsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Carillon API</title>
<style>${STYLE}</style>
<nav aria-label="Calls">
  <input id="find" type="search" placeholder="Find a call, a field, a scope…" aria-label="Find">
  <div id="list"></div>
</nav>
<main>
  <h1>Carillon API</h1>
  <p id="about"></p>
  <p>Send <code>Authorization: Bearer …</code>; each call names the scope that it asks for. Errors are
    <code>application/problem+json</code> (RFC 9457). Machine-readable: <a href="/openapi.json">/openapi.json</a>.</p>
  <div id="calls">Loading…</div>
</main>
<script>${SCRIPT}</script>
</html>
`;
