#pragma once

#include "services/ledger/service.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::ledger {

/// The bench with a ledger on it, which can be started again on the same store.
class LedgerBench : public argosy::testing::ServiceBench {
protected:
    explicit LedgerBench(store::WriterSettings settings = {}) : writer(*store, settings) { begin(); }
    ~LedgerBench() override { end(); }

    void begin() {
        start(spec({.router = router,
                    .core = *core,
                    .store = *store,
                    .writer = writer,
                    .bus = bus,
                    .subjects = subjects,
                    .loop = loop,
                    .worker = worker,
                    .outbox = outbox,
                    .config_version = [this](Time at) { return at < second_version ? 1U : 2U; }}));
    }
    void end() {
        host->stop();
        host.reset();
    }
    void restart() {
        end();
        router = api::Router();
        router.guard_with(gate);
        begin();
    }
    /// Every row of a list, page by page.
    std::vector<std::string> walk(const std::string& path, std::string_view list, std::string_view key) {
        std::vector<std::string> out;
        std::string cursor;
        do {
            const auto page = get(path + (cursor.empty() ? "" : "&cursor=" + cursor));
            EXPECT_EQ(page->status, 200) << page->text;
            if (page->status != 200) break;
            for (std::size_t i = 0; i < page->size("/" + std::string(list)); ++i)
                out.push_back(page->word("/" + std::string(list) + "/" + std::to_string(i) + "/" + std::string(key)));
            cursor = page->at("/next_cursor").is_null() ? "" : page->word("/next_cursor");
        } while (!cursor.empty());
        return out;
    }

    Time second_version = time_max;  ///< since when the settings have it
    store::Writer writer;
    net::Worker worker;
    outbox::Relay outbox{*store, bus, net::wall_time};
};

}  // namespace argosy::services::ledger
