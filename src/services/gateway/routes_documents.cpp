// The documents about the API itself.
#include "api/endpoint.hpp"
#include "api/openapi.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

/// Lists the operations of the OpenAPI document. No script of others, none inline: the page's script is a route too.
constexpr std::string_view docs_page = R"(<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Argosy API</title><link rel="stylesheet" href="/docs/docs.css"></head>
<body><h1>Argosy API</h1><p>Machine-readable: <a href="/openapi.json">/openapi.json</a>. A token for a script:
<code>argosy token --role viewer</code>.</p><input id="filter" type="search" placeholder="filter" aria-label="filter">
<main id="operations">loading...</main><script src="/docs/docs.js"></script></body></html>)";

constexpr std::string_view docs_css =
    R"(:root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;
margin:2rem auto;padding:0 1rem}h2{margin-top:2rem}details{border-top:1px solid #8884;padding:.35rem 0}summary{cursor:pointer}
code,pre{font:13px ui-monospace,monospace}pre{overflow:auto;background:#8881;padding:.6rem}b.m{display:inline-block;min-width:4.5rem}
.role{opacity:.7;float:right}input{font:inherit;padding:.3rem .6rem;width:100%;box-sizing:border-box})";

constexpr std::string_view docs_js =
    R"(const main=document.getElementById('operations'),filter=document.getElementById('filter');
const el=(tag,text,cls)=>{const e=document.createElement(tag);e.textContent=text;if(cls)e.className=cls;return e};
const resolve=(doc,s,depth=0)=>{if(!s||depth>4)return s;if(s.$ref)return resolve(doc,doc.components.schemas[s.$ref.split('/').pop()],depth+1);
if(s.properties)return Object.fromEntries(Object.entries(s.properties).map(([k,v])=>[k,resolve(doc,v,depth+1)]));
if(s.type==='array')return[resolve(doc,s.items,depth+1)];if(s.anyOf)return resolve(doc,s.anyOf[0],depth+1);
return(s.enum?s.enum.join(' | '):[].concat(s.format||s.type||'any').join(' | '))+(s.description?' - '+s.description:'')};
fetch('/openapi.json').then(r=>r.json()).then(doc=>{const groups={};for(const[path,ops]of Object.entries(doc.paths))
for(const[method,op]of Object.entries(ops))(groups[(op.tags||['other'])[0]]??=[]).push({path,method,op});main.textContent='';
for(const name of Object.keys(groups).sort()){const section=el('section','');section.append(el('h2',name));
for(const{path,method,op}of groups[name]){const d=el('details',''),s=el('summary','');s.append(el('b',method.toUpperCase(),'m'),el('code',path),
document.createTextNode(' '+op.summary),el('span',op['x-role'],'role'));d.append(s);d.dataset.text=(method+path+op.summary).toLowerCase();
const ok=Object.values(op.responses)[0].content,body=op.requestBody&&op.requestBody.content['application/json'].schema;
for(const p of op.parameters)d.append(el('div',p.in+' '+p.name+(p.required?' (required)':'')+': '+resolve(doc,p.schema)));
if(body){d.append(el('div','body'));d.append(el('pre',JSON.stringify(resolve(doc,body),null,1)))}
if(ok){d.append(el('div','answer'));d.append(el('pre',JSON.stringify(resolve(doc,ok['application/json'].schema),null,1)))}section.append(d)}
main.append(section)}}).catch(e=>{main.textContent='the document cannot be loaded: '+e});
filter.addEventListener('input',()=>{for(const d of main.querySelectorAll('details'))d.hidden=!d.dataset.text.includes(filter.value.toLowerCase())}))";

api::Router::Handler file(std::string_view content, std::string_view type) {
    return [content, type](const api::Call&) -> Result<net::Response> {
        net::Response response{.status = 200, .body = net::Body::of_static(content)};
        response.headers.add("Content-Type", type);
        api::add_security_headers(response.headers, api::Kind::page);
        return response;
    };
}

}  // namespace

void Gateway::Impl::add_documents() {
    const auto add = [&](std::string path, std::string summary, api::Router::Handler handler) {
        router.add(
            {.path = std::move(path), .summary = std::move(summary), .role = auth::Role::anyone, .service = "gateway"},
            std::move(handler));
    };
    add("/openapi.json", "this API as an OpenAPI 3.1 document", [this](const api::Call&) -> Result<net::Response> {
        if (openapi.empty())
            openapi = api::openapi_document(router.routes(),
                                            {.version = settings.version,
                                             .description = "Trading platform: market data, strategies, risk, orders, "
                                                            "books. Decimals are strings, times RFC 3339 in UTC."});
        return api::json_response(openapi);
    });
    add("/docs", "this API, to read", file(docs_page, "text/html; charset=utf-8"));
    add("/docs/docs.css", "a file of the page", file(docs_css, "text/css"));
    add("/docs/docs.js", "a file of the page", file(docs_js, "text/javascript"));
}

}  // namespace argosy::services::gateway
