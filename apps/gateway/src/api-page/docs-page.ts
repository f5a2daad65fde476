/** The page at /docs: complete in itself, and all that it shows comes from /openapi.json. */
export const docsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Carillon API</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --soft: #8882; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
  details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; }
  summary { cursor: pointer; }
  code, pre { font: 14px/1.45 ui-monospace, monospace; }
  pre { background: var(--soft); padding: .8rem; border-radius: 6px; overflow: auto; max-height: 30rem; }
  .method { display: inline-block; width: 4.5rem; font-weight: 700; text-transform: uppercase; }
  table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; }
</style>
<h1>Carillon API</h1>
<p id="about"></p>
<p>Machine-readable: <a href="/openapi.json">/openapi.json</a>. Errors are <code>application/problem+json</code> (RFC 9457).</p>
<main id="calls">Loading…</main>
<script>
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const resolve = (api, schema, depth = 0) => {
    if (!schema || typeof schema !== 'object' || depth > 8) return schema;
    if (Array.isArray(schema)) return schema.map((one) => resolve(api, one, depth + 1));
    if (schema.$ref) return resolve(api, api.components.schemas[schema.$ref.split('/').pop()], depth + 1);
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolve(api, value, depth + 1)]));
  };
  const block = (title, value) => {
    const details = make('details');
    details.append(make('summary', title), make('pre', JSON.stringify(value, null, 2)));
    return details;
  };
  const call = (api, path, method, operation) => {
    const details = make('details');
    const summary = make('summary');
    summary.append(make('span', method, 'method'), make('code', path), make('span', ' — ' + operation.summary));
    details.append(summary);
    const table = make('table');
    for (const parameter of operation.parameters) {
      const row = make('tr');
      row.append(make('th', parameter.name), make('td', parameter.in), make('td', parameter.description || parameter.schema.description || ''));
      table.append(row);
    }
    details.append(table);
    const body = operation.requestBody?.content['application/json'].schema;
    if (body) details.append(block('Request body', resolve(api, body)));
    for (const [status, answer] of Object.entries(operation.responses)) {
      const schema = Object.values(answer.content || {})[0]?.schema;
      details.append(schema ? block(status + ' ' + answer.description, resolve(api, schema)) : make('p', status + ' ' + answer.description));
    }
    return details;
  };
  fetch('/openapi.json').then((answer) => answer.json()).then((api) => {
    document.getElementById('about').textContent = api.info.description;
    const calls = document.getElementById('calls');
    calls.textContent = '';
    const tags = new Map();
    for (const [path, methods] of Object.entries(api.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const tag = operation.tags[0];
        if (!tags.has(tag)) tags.set(tag, []);
        tags.get(tag).push(call(api, path, method, operation));
      }
    for (const [tag, items] of tags) calls.append(make('h2', tag), ...items);
  });
</script>
</html>
`;
