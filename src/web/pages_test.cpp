#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>

#include "net/http_client.hpp"
#include "web/assets.hpp"

namespace argosy::web {
namespace {

const api::Asset* find(std::string_view path) {
    for (const auto& asset : assets()) {
        if (asset.path == path) return &asset;
    }
    return nullptr;
}

/// What a browser loads at once: the scripts and styles that the page itself names.
std::vector<const api::Asset*> first_load() {
    std::vector<const api::Asset*> found;
    const std::string page(find("/index.html")->content);
    const std::regex reference(R"re((src|href)="(/[^"]+\.(js|css))")re");
    for (std::sregex_iterator it(page.begin(), page.end(), reference), end; it != end; ++it) {
        found.push_back(find((*it)[2].str()));
    }
    return found;
}

TEST(Pages, hold_the_files_of_the_build_byte_for_byte) {
    for (const auto& asset : assets()) {
        const std::string base = ARGOSY_SOURCE_DIR "/web/dist" + std::string(asset.path);
        for (const auto& [suffix, bytes] : {std::pair("", asset.content), {".gz", asset.gzip}, {".br", asset.brotli}}) {
            std::ifstream file(base + suffix, std::ios::binary);
            const std::string on_disk((std::istreambuf_iterator<char>(file)), {});
            EXPECT_TRUE(on_disk == bytes) << asset.path << suffix;
        }
        EXPECT_NE(asset.content_type, "application/octet-stream") << asset.path;
    }
}

TEST(Pages, name_only_files_that_are_there_and_stay_within_their_budget) {
    const auto files = first_load();
    ASSERT_GE(files.size(), 2U);
    std::size_t gzip = 0;
    std::size_t brotli = 0;
    for (const auto* asset : files) {
        ASSERT_NE(asset, nullptr) << "the page names a file that is not in the build";
        EXPECT_TRUE(asset->is_immutable);
        gzip += asset->gzip.size();
        brotli += asset->brotli.size();
    }
    // The budgets of the pages: 65,000 bytes of gzip, 45 KB + 10 KB of brotli for what is loaded first.
    EXPECT_LE(gzip, 65000U);
    EXPECT_LE(brotli, 55000U);
    std::size_t all = 0;
    for (const auto& asset : assets()) all += asset.brotli.empty() ? asset.content.size() : asset.brotli.size();
    EXPECT_LE(all, std::size_t{180} << 10);
}

TEST(Pages, have_no_inline_script_or_style) {
    const std::string_view page = find("/index.html")->content;
    EXPECT_FALSE(page.contains("<style"));
    EXPECT_FALSE(page.contains(" style="));
    EXPECT_FALSE(std::regex_search(std::string(page), std::regex("<script[^>]*>[^<]")));
}

TEST(Pages, are_served_at_their_paths) {
    net::Loop loop;
    api::Router router;
    add_pages(router);
    net::HttpServer server(loop, [&](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); });
    const auto port = server.listen("127.0.0.1", 0).value();
    net::HttpClient client(loop);
    const std::vector<std::string_view> paths{"/",       "/dashboard",  "/portfolio",  "/trading",
                                              "/trades", "/strategies", "/analytics",  "/alerts",
                                              "/config", "/settings",   "/monitoring", "/login"};
    std::size_t answers = 0;
    for (const auto path : paths) {
        net::ClientRequest request{.url = "http://127.0.0.1:" + std::to_string(port) + std::string(path)};
        request.headers.add("Accept-Encoding", "gzip");
        client.send(std::move(request), [&](Result<net::Response> r) {
            ASSERT_TRUE(r.has_value());
            EXPECT_EQ(r->status, 200);
            EXPECT_EQ(r->headers.value("Content-Type"), "text/html; charset=utf-8");
            if (++answers == paths.size()) loop.stop();
        });
    }
    loop.run_for(5s);
    EXPECT_EQ(answers, paths.size());
}

}  // namespace
}  // namespace argosy::web
