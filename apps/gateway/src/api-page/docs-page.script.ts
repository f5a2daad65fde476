/** What makes the page of /openapi.json; text goes in as text, so nothing of the document can become markup. */
export const SCRIPT = `
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const add = (parent, ...children) => (parent.append(...children.filter(Boolean)), parent);
  let api;
  const at = (ref) => ref.slice(2).split('/').reduce((part, name) => part[name], api);
  const resolve = (part) => (part && part.$ref ? { ...at(part.$ref), ...part, $ref: undefined, called: part.$ref.split('/').pop() } : part);
  const json = (value) => make('pre', JSON.stringify(value, null, 2));

  /** A schema in a few words, as: array of string, one of a, b. */
  const inWords = (given) => {
    const schema = resolve(given) || {};
    if (schema.called) return schema.called;
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.join(' | ');
    const either = schema.anyOf || schema.oneOf;
    if (either) return either.map(inWords).join(' or ');
    if (schema.type === 'array') return 'array of ' + inWords(schema.items);
    const limits = [['minLength', '≥ '], ['maxLength', '≤ '], ['minimum', '≥ '], ['maximum', '≤ ']]
      .filter(([name]) => schema[name] !== undefined && Math.abs(schema[name]) < 2 ** 50)
      .map(([name, sign]) => sign + schema[name] + (name.endsWith('Length') ? ' characters' : ''));
    const usual = schema.default !== undefined ? ['default ' + JSON.stringify(schema.default)] : [];
    return [schema.format || schema.type || 'anything', ...limits, ...usual].join(', ');
  };
  const fieldsOf = (given, depth) => {
    const schema = resolve(given) || {};
    const either = schema.anyOf || schema.oneOf;
    if (either) return add(make('div'), ...either.map((one) => fieldsOf(one, depth)));
    if (schema.type === 'array') return fieldsOf(schema.items, depth);
    if (!schema.properties || depth > 5) return undefined;
    const table = make('table');
    for (const [name, part] of Object.entries(schema.properties)) {
      const needed = (schema.required || []).includes(name);
      const about = add(make('td'), make('span', inWords(part), 'muted'));
      const words = (resolve(part) || {}).description;
      if (words) add(about, make('div', words));
      const inner = fieldsOf(part, depth + 1);
      if (inner) add(about, add(make('details'), make('summary', 'its fields'), inner));
      add(table, add(make('tr'), add(make('th'), make('code', name, needed ? 'needed' : '')), make('td', needed ? 'required' : ''), about));
    }
    return table;
  };
  const body = (title, content) => {
    const [media, { schema, example }] = Object.entries(content)[0];
    const fields = fieldsOf(schema, 0);
    const box = add(make('div'), make('h4', title + (media === 'application/json' ? '' : ' · ' + media)));
    if (example !== undefined) add(box, json(example));
    if (fields) add(box, add(make('details'), make('summary', 'Fields'), fields));
    return box;
  };
  const answers = (responses) => {
    const box = add(make('div'), make('h4', 'Answers'));
    for (const [status, given] of Object.entries(responses)) {
      const answer = resolve(given);
      const content = answer.content && Object.values(answer.content)[0];
      const line = make('summary', status + ' ' + answer.description);
      const details = add(make('details'), line);
      for (const [name, header] of Object.entries(answer.headers || {})) add(details, make('div', name + ': ' + header.description, 'muted'));
      if (content && content.example !== undefined) add(details, json(content.example));
      const fields = content && status < 300 && fieldsOf(content.schema, 0);
      if (fields) add(details, add(make('details'), make('summary', 'Fields'), fields));
      add(box, details);
    }
    return box;
  };
  const scopeOf = (operation) => {
    const [[scheme, scopes] = []] = operation.security.map((one) => Object.entries(one)[0]);
    if (!scheme) return operation.tags[0] === 'Callbacks' ? 'signed by the provider' : 'no credential';
    return scopes.length > 0 ? scopes.join(' ') : "an end user's token";
  };
  const call = (path, method, operation) => {
    const section = make('section', undefined, 'call');
    section.id = operation.operationId;
    const title = add(make('h3'), make('span', method.toUpperCase(), 'method ' + method), make('code', path), make('span', scopeOf(operation), 'scope'));
    add(section, title, make('div', operation.summary));
    if (operation.parameters.length > 0) {
      const table = make('table');
      for (const { name, in: where, required, schema, description } of operation.parameters) {
        const about = add(make('td'), make('span', where + ' · ' + inWords(schema), 'muted'));
        if (description || schema.description) add(about, make('div', description || schema.description));
        add(table, add(make('tr'), add(make('th'), make('code', name, required ? 'needed' : '')), make('td', required ? 'required' : ''), about));
      }
      add(section, make('h4', 'Parameters'), table);
    }
    if (operation.requestBody) add(section, body('Body', operation.requestBody.content));
    return add(section, answers(operation.responses));
  };
  const show = () => {
    const [calls, list] = ['calls', 'list'].map((id) => document.getElementById(id));
    document.getElementById('about').textContent = api.info.description;
    calls.textContent = '';
    const all = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => [path, method, one]));
    const groups = [];
    for (const { name, description } of api.tags) {
      const [part, links] = [make('div'), make('div')];
      add(part, make('h2', name), make('p', description));
      add(links, make('h2', name));
      const own = all.filter(([, , one]) => one.tags[0] === name).map(([path, method, one]) => {
        const section = call(path, method, one);
        const link = make('a', one.summary);
        link.href = '#' + one.operationId;
        add(part, section);
        add(links, link);
        return { section, link, text: (section.textContent + ' ' + one.operationId).toLowerCase() };
      });
      add(calls, part);
      add(list, links);
      groups.push({ part, links, own });
    }
    document.getElementById('find').addEventListener('input', ({ target }) => {
      const words = target.value.toLowerCase().split(/\\s+/).filter(Boolean);
      for (const { part, links, own } of groups) {
        for (const { section, link, text } of own) section.hidden = link.hidden = !words.every((word) => text.includes(word));
        part.hidden = links.hidden = own.every(({ section }) => section.hidden);
      }
    });
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  fetch('/openapi.json').then((answer) => answer.json()).then((document) => { api = document; show(); })
    .catch(() => { document.getElementById('calls').textContent = 'The document could not be read: see /openapi.json.'; });
`;
