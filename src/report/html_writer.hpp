#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.hpp"

namespace argosy::report {

/// Text of an HTML page, from front to back. Names come from users and venues: they go through text() or attribute
/// values written with it, never through raw().
class HtmlWriter {
public:
    /// Markup of our own.
    HtmlWriter& raw(std::string_view markup) {
        out_ += markup;
        return *this;
    }
    /// Anything else: shown as it is, also inside a quoted attribute.
    HtmlWriter& text(std::string_view text);
    /// <tag>text</tag>. Requires: a tag of our own, "td class=num" or "th scope=row" included.
    HtmlWriter& element(std::string_view tag, std::string_view text);
    /// A heading with its anchor, and the start of a section; close it with raw("</section>").
    HtmlWriter& section(std::string_view id, std::string_view title, std::string_view hint = {});
    /// A script block that holds JSON: no text in it can end the block or begin a comment.
    HtmlWriter& json_block(std::string_view id, std::string_view json);

    [[nodiscard]] std::string take() && noexcept { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace argosy::report
