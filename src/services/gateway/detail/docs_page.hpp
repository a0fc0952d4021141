#pragma once

#include <string_view>

/// The page at /docs: lists the operations of the OpenAPI document. Its script and style are files of their own,
/// because no page of ours may run what stands within it.
namespace argosy::services::gateway {

inline constexpr std::string_view docs_page = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Argosy API</title>
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<h1>Argosy API</h1>
<p>Machine-readable: <a href="/openapi.json">/openapi.json</a>.
A token for a script: <code>argosy token --role viewer</code>.</p>
<input id="filter" type="search" placeholder="filter" aria-label="filter">
<main id="operations">loading...</main>
<script src="/docs/docs.js"></script>
</body>
</html>)";

inline constexpr std::string_view docs_css = R"(:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2rem; }
details { border-top: 1px solid #8884; padding: .35rem 0; }
summary { cursor: pointer; }
code, pre { font: 13px ui-monospace, monospace; }
pre { overflow: auto; background: #8881; padding: .6rem; }
b.method { display: inline-block; min-width: 4.5rem; }
.role { opacity: .7; float: right; }
input { font: inherit; padding: .3rem .6rem; width: 100%; box-sizing: border-box; })";

inline constexpr std::string_view docs_js = R"(const main = document.getElementById('operations');
const filter = document.getElementById('filter');

const element = (tag, text = '', name = '') => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
};

/** A schema as an example of what it describes. */
function example(doc, schema, depth = 0) {
  if (!schema || depth > 4) return schema;
  if (schema.$ref) return example(doc, doc.components.schemas[schema.$ref.split('/').pop()], depth + 1);
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([k, v]) => [k, example(doc, v, depth + 1)]));
  }
  if (schema.type === 'array') return [example(doc, schema.items, depth + 1)];
  if (schema.anyOf) return example(doc, schema.anyOf[0], depth + 1);
  const words = schema.enum ?? [].concat(schema.format || schema.type || 'any');
  return words.join(' | ') + (schema.description ? ' - ' + schema.description : '');
}

function shape(doc, title, content) {
  const schema = content?.['application/json']?.schema;
  return schema ? [element('div', title), element('pre', JSON.stringify(example(doc, schema), null, 1))] : [];
}

function operation(doc, path, method, op, aliases) {
  const details = element('details');
  const summary = element('summary');
  summary.append(element('b', method.toUpperCase(), 'method'), element('code', path), ' ' + op.summary);
  summary.append(element('span', op['x-role'], 'role'));
  details.append(summary);
  if (aliases.length) details.append(element('div', 'also ' + aliases.join(', ')));
  for (const p of op.parameters) {
    const needed = p.required ? ' (required)' : '';
    details.append(element('div', `${p.in} ${p.name}${needed}: ${example(doc, p.schema)}`));
  }
  details.append(...shape(doc, 'body', op.requestBody?.content));
  details.append(...shape(doc, 'answer', Object.values(op.responses)[0].content));
  details.dataset.text = [method, path, ...aliases, op.summary].join(' ').toLowerCase();
  return details;
}

function show(doc) {
  const all = Object.entries(doc.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, op]) => ({ path, method, op })));
  const groups = {};
  for (const { path, method, op } of all) {
    if (op['x-alias-of']) continue;
    const also = all.filter((o) => o.method === method && o.op['x-alias-of'] === path).map((o) => o.path);
    (groups[op.tags?.[0] ?? 'other'] ??= []).push(operation(doc, path, method, op, also));
  }
  main.textContent = '';
  for (const name of Object.keys(groups).sort()) main.append(element('h2', name), ...groups[name]);
}

fetch('/openapi.json')
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => (main.textContent = 'the document cannot be loaded: ' + error));
filter.addEventListener('input', () => {
  const wanted = filter.value.toLowerCase();
  for (const row of main.querySelectorAll('details')) row.hidden = !row.dataset.text.includes(wanted);
});)";

}  // namespace argosy::services::gateway
