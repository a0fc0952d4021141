#include "report/html_writer.hpp"

namespace argosy::report {
namespace {

constexpr std::string_view entity(char c) {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return {};
    }
}

}  // namespace

HtmlWriter& HtmlWriter::text(std::string_view text) {
    while (true) {
        const auto at = text.find_first_of("&<>\"'");
        out_ += text.substr(0, at);
        if (at == text.npos) return *this;
        out_ += entity(text[at]);
        text.remove_prefix(at + 1);
    }
}

HtmlWriter& HtmlWriter::element(std::string_view tag, std::string_view content) {
    raw("<").raw(tag).raw(">").text(content);
    return raw("</").raw(tag.substr(0, tag.find(' '))).raw(">");
}

HtmlWriter& HtmlWriter::section(std::string_view id, std::string_view title, std::string_view hint) {
    raw("<section class=\"card\" id=\"").raw(id).raw("\" aria-labelledby=\"").raw(id).raw("-title\"><h2 id=\"");
    raw(id).raw("-title\">").text(title).raw("</h2>");
    return hint.empty() ? *this : element("p class=hint", hint);
}

HtmlWriter& HtmlWriter::json_block(std::string_view id, std::string_view json) {
    raw("<script type=\"application/json\" id=\"").raw(id).raw("\">");
    // Outside of strings JSON has no '<', and inside of one \u003c is the same character.
    for (auto at = json.find('<'); at != json.npos; at = json.find('<')) {
        raw(json.substr(0, at)).raw("\\u003c");
        json.remove_prefix(at + 1);
    }
    return raw(json).raw("</script>\n");
}

}  // namespace argosy::report
