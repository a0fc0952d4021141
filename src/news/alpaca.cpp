#include "news/alpaca.hpp"

#include <fmt/format.h>

#include "config/read.hpp"
#include "news/detail/fields.hpp"

namespace argosy::news {
namespace {

using config::Node;

Result<Headline> read_article(const Node& node, Time arrived, const Limits& limits) {
    ARGOSY_LET(auto fields, detail::fields_of(node), "");
    if (fields.first({"id"}).empty()) return fail(Errc::parse, "no id");
    fields.texts.emplace_back("arrived_at", to_iso8601(arrived));
    return detail::to_headline(fields, {.source = "alpaca", .limits = limits});
}

Result<std::vector<Headline>> read_articles(const std::vector<Node>& nodes, Time arrived, const Limits& limits) {
    std::vector<Headline> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Node* type = nodes[i].find("T");
        if (type != nullptr && type->text != "n") continue;
        ARGOSY_LET(auto headline, read_article(nodes[i], arrived, limits), fmt::format("article {}", i + 1));
        out.push_back(std::move(headline));
    }
    return out;
}

}  // namespace

Result<AlpacaPage> parse_alpaca_page(std::string_view json, Time arrived, const Limits& limits) {
    ARGOSY_LET(const Node tree, config::json_tree(json, "Alpaca news"), "");
    const Node* news = tree.find("news");
    if (news == nullptr || news->kind != Node::Kind::list)
        return fail(Errc::parse, "Alpaca news: no list \"news\" in the answer");
    ARGOSY_LET(auto headlines, read_articles(news->items, arrived, limits), "Alpaca news");
    const Node* token = tree.find("next_page_token");
    return AlpacaPage{std::move(headlines), token == nullptr ? std::string{} : token->text};
}

Result<std::vector<Headline>> parse_alpaca_stream(std::string_view json, Time arrived, const Limits& limits) {
    ARGOSY_LET(const Node tree, config::json_tree(json, "Alpaca news"), "");
    if (tree.kind != Node::Kind::list) return fail(Errc::parse, "Alpaca news: expected a list of messages");
    return read_articles(tree.items, arrived, limits);
}

}  // namespace argosy::news
