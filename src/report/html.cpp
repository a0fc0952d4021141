#include <openssl/evp.h>

#include "base/hash.hpp"
#include "report/assets.hpp"
#include "report/chart_data.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

/// 'sha256-...' of the content security policy: only this very text may run or style the page.
std::string source_of(std::string_view text) {
    Sha256 hash;
    hash.update(text);
    const auto digest = hash.digest();
    unsigned char base64[48];
    EVP_EncodeBlock(base64, reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()));
    return "'sha256-" + std::string(reinterpret_cast<const char*>(base64), 44) + "'";
}

void write_head(HtmlWriter& w, const Report& r) {
    w.raw(
        "<!doctype html>\n<html lang=en data-theme=light><head><meta charset=utf-8>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action "
        "'none'; "
        "style-src ");
    w.raw(source_of(page_style())).raw("; script-src ").raw(source_of(page_script())).raw("\">\n");
    w.raw(
        "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=color-scheme content=\"dark light\">\n");
    w.element("title", r.config.name + " · Argosy " + r.kind)
        .raw("\n<style>")
        .raw(page_style())
        .raw("</style></head>\n");
}

}  // namespace

std::string html(const Report& r) {
    const auto benchmark = buy_and_hold(r);
    HtmlWriter w;
    write_head(w, r);
    w.raw("<body>");
    write_header(w, r);
    w.raw("<main>");
    write_warnings(w, r);
    write_tiles(w, r, benchmark);
    write_equity(w, r, benchmark);
    write_trades(w, r);
    write_months(w, r);
    write_distribution(w, r);
    write_breakdown(w, r);
    write_consensus(w, r);
    write_checks(w, r);
    write_metrics(w, r, benchmark);
    write_origin(w, r);
    w.raw(
        "</main><footer>Charts by <a href=\"https://www.tradingview.com/\" rel=noreferrer>TradingView Lightweight "
        "Charts™</a>. Past results do not predict future ones.</footer>\n");
    w.json_block("data", chart_data(r, benchmark));
    w.raw("<script>").raw(page_script()).raw("</script></body></html>\n");
    return std::move(w).take();
}

std::string tear_sheet(const Report& r) {
    HtmlWriter w;
    write_head(w, r);
    w.raw("<body><header class=top><div class=title><p class=brand>Argosy <span>tear sheet</span></p>");
    w.element("h1", r.config.name).raw("</div></header><main>");
    write_tiles(w, r, std::nullopt);
    write_months(w, r);
    write_metrics(w, r, std::nullopt);
    w.raw("</main><footer>Past results do not predict future ones.</footer></body></html>\n");
    return std::move(w).take();
}

}  // namespace argosy::report
