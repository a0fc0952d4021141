#include "app/commands/doctor.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>

#include "api/cors.hpp"
#include "app/machine_checks.hpp"
#include "app/output.hpp"
#include "app/rule_files.hpp"
#include "app/running_process.hpp"
#include "app/start_check.hpp"
#include "app/state_folder.hpp"
#include "auth/master_key_file.hpp"
#include "base/suggest.hpp"
#include "data/catalogue.hpp"
#include "journal/inspect.hpp"
#include "ledger/journal_mark.hpp"
#include "net/address.hpp"
#include "net/certificate.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "services/config/configuration.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string state = "argosy-state", address = "127.0.0.1";
    std::optional<std::uint16_t> page_port, gateway_port;
    net::TlsFiles tls;
};

/// Others must not read what is in there, and we must be able to write.
Finding look_at_folder(const fs::path& state) {
    constexpr auto what = "state folder";
    if (const auto ours = check_writable(state); !ours) return found(what, ours.error());
    std::error_code ec;
    const auto status = fs::status(state, ec);
    if (!fs::exists(status)) return {.what = what, .detail = state.string() + " is not there yet"};
    if (!fs::is_directory(status))
        return {.what = what,
                .verdict = Verdict::bad,
                .detail = state.string() + " is no folder",
                .next = "name another with --state"};
    if (const auto closed = check_rights(state); !closed) {
        Finding finding = found(what, closed.error());
        const bool can_write = (status.permissions() & fs::perms::others_write) != fs::perms::none;
        if (!can_write) finding.verdict = Verdict::warning;
        return finding;
    }
    return {.what = what, .detail = state.string()};
}

Finding look_at_key(const fs::path& state) {
    const fs::path file = state / "master.key";
    if (!fs::exists(file)) return {.what = "master key", .detail = "the first start makes one"};
    const auto keys = auth::read_master_keys({.file = file, .credentials_directory = {}});
    if (!keys) return found("master key", keys.error());
    return {.what = "master key", .detail = fmt::format("{} ({})", file.string(), keys->front().id())};
}

Finding look_at_store(const fs::path& file) {
    std::string what = "store " + file.filename().string();
    if (!fs::exists(file)) return {.what = std::move(what), .detail = "the first start makes it"};
    const auto report = store::sqlite::check(file);
    if (!report) return found(std::move(what), report.error());
    if (report->problems.empty())
        return {.what = std::move(what), .detail = format_count(report->bytes) + " bytes, every page is right"};
    return {.what = std::move(what),
            .verdict = Verdict::bad,
            .detail = report->problems.front(),
            .next = "restore a backup: argosy store check --store " + file.string() + " shows all"};
}

/// What the store remembers of it: a journal that was removed, or cut between two records, looks whole.
Result<> check_mark(const fs::path& state, std::uint64_t records) {
    if (!fs::exists(state / "argosy.db")) return {};
    const auto store = store::sqlite::open_for_reading(state / "argosy.db");
    if (!store) return {};  // looked at elsewhere
    return ledger::check_journal(**store, records);
}

Finding look_at_journal(const fs::path& state) {
    constexpr auto what = "journal";
    const bool is_there = fs::exists(state / "journal");
    const auto summary = is_there ? journal::verify(state / "journal") : Result<journal::Summary>(journal::Summary{});
    if (!summary) return found(what, summary.error());
    if (const auto whole = check_mark(state, summary->records); !whole) return found(what, whole.error());
    if (!is_there) return {.what = what, .detail = "the first start makes it"};
    Finding finding{.what = what,
                    .detail = format_count(summary->records) +
                              " records up to its end, every checksum is right, and none is missing"};
    if (summary->end.message.empty()) return finding;
    finding.verdict = Verdict::warning;
    finding.detail = summary->end.message;
    finding.next = "nothing: the next start drops that record, which nobody was told of";
    return finding;
}

Finding look_at_data(const fs::path& folder) {
    const auto catalogue = data::Catalogue::open(folder);
    if (!catalogue) return found("market data", catalogue.error());
    if (!catalogue->problems().empty()) {
        const auto& problem = catalogue->problems().front();
        return {.what = "market data",
                .verdict = Verdict::bad,
                .detail = problem.path.string() + ": " + problem.message,
                .next = problem.hint};
    }
    return {.what = "market data", .detail = fmt::format("{} series in {}", catalogue->list().size(), folder.string())};
}

/// Where the process of this state folder listens; zeros: nothing runs there, or it is another's.
struct Listening {
    bool is_running = false;
    std::uint16_t page = 0, gateway = 0;
};

Finding look_at_port(const Options& o, std::string what, std::uint16_t port, bool is_ours) {
    if (is_ours) return {.what = std::move(what), .detail = fmt::format("port {}: argosy runs", port)};
    net::Loop loop;
    net::HttpServer server(loop, [](const net::Request&, net::Responder) {});
    const auto listens = server.listen(o.address, port);
    if (listens) return {.what = std::move(what), .detail = fmt::format("port {} is free", port)};
    return found(std::move(what), listens.error());
}

/// The port that was asked about, else the one that the running process has, else the usual one.
Finding look_at_own_port(const Options& o, std::string what, std::optional<std::uint16_t> asked, std::uint16_t running,
                         std::uint16_t usual) {
    const std::uint16_t port = asked.value_or(running != 0 ? running : usual);
    return look_at_port(o, std::move(what), port, running == port);
}

Finding look_at_certificate(const std::string& file) {
    const auto end = net::certificate_end(file);
    if (!end) return found("TLS", end.error());
    Finding finding{.what = "TLS", .detail = file + " is good until " + to_iso8601(*end)};
    const Duration left = *end - net::wall_time();
    if (left < 14 * 24h) finding.verdict = left <= Duration{} ? Verdict::bad : Verdict::warning;
    if (finding.verdict != Verdict::good)
        finding.next = "renew it, then kill -HUP the running argosy: it reads both files again";
    return finding;
}

Finding look_at_tls(const Options& o) {
    if (o.tls.certificate_chain.empty() && o.tls.private_key.empty())
        return {.what = "TLS", .detail = "none: only this machine can connect"};
    net::Loop loop;
    net::HttpServer server(loop, [](const net::Request&, net::Responder) {});
    const auto listens = server.listen_tls("127.0.0.1", 0, o.tls);
    if (!listens) return found("TLS", listens.error());
    return look_at_certificate(o.tls.certificate_chain);
}

Finding look_at_origins(std::string what, const std::vector<std::string>& origins) {
    if (const auto cors = api::Cors::make({.origins = origins}); !cors) return found(std::move(what), cors.error());
    return {.what = std::move(what),
            .detail = origins.empty() ? "no page of another origin may call" : join(origins) + " may call"};
}

/// What a GET answers within two seconds: a status, or the error.
Result<int> probe(const std::string& url, bool only_public) {
    net::Loop loop;
    net::ClientOptions options{.connect_timeout = 1s};
    if (only_public) options.allow_address = net::is_public_address;
    net::HttpClient client(loop, std::move(options));
    Result<int> out = fail(Errc::timeout, url + ": no answer");
    client.send({.url = url, .timeout = 2s}, [&](Result<net::Response> answer) {
        if (answer)
            out = answer->status;
        else
            out = std::unexpected(std::move(answer).error());
        loop.stop();
    });
    loop.run_for(3s);
    return out;
}

Finding look_at_replica(const std::string& service, const std::string& url) {
    const std::string what = "upstream " + service;
    const auto status = probe(url + "/live", false);
    if (status && *status < 500) return {.what = what, .detail = url + " answers"};
    return {.what = what,
            .verdict = Verdict::warning,
            .detail = status ? url + " answers " + std::to_string(*status) : std::string(status.error().message()),
            .next = "start that process, or take the address out of platform.gateway.upstreams." + service};
}

Finding look_at_provider(const std::string& name, const auth::ExternalIssuerConfig& config) {
    const std::string what = "OpenID provider " + name;
    const auto status = probe(config.jwks_url, !config.allow_private_address);
    if (status && *status == 200) return {.what = what, .detail = config.jwks_url + " answers"};
    return {.what = what,
            .verdict = Verdict::warning,
            .detail = status ? config.jwks_url + " answers " + std::to_string(*status)
                             : std::string(status.error().message()),
            .next = "nobody of this provider can sign in until its keys can be fetched"};
}

/// Whether the settings in force can start.
Finding look_at_version(const store::Store& store, platform::Settings settings) {
    const auto head = services::config::last_version(store);
    const std::string name = fmt::format("version {}", head && *head ? (*head)->version : 0);
    auto good = [&]() -> Result<> {
        ARGOSY_LET(const auto strategies, settle_strategies(settings.simulation.run.books, {}), "");
        return check_start(settings, strategies);
    }();
    if (good) return {.what = "settings", .detail = name + " can start"};
    Finding finding = found("settings", good.error());
    finding.detail = name + " cannot start: " + finding.detail;
    finding.next = "go back: argosy config versions, then argosy config rollback N";
    return finding;
}

/// What the settings of the state folder ask for beyond the defaults.
std::vector<Finding> look_at_settings(const fs::path& file, const Options& o, bool is_running) {
    if (!fs::exists(file)) return {look_at_files(platform::GatewayConfig{}.connections_max)};
    const auto store = store::sqlite::open_for_reading(file);
    if (!store) return {};  // looked at elsewhere
    auto settings = services::config::stored_settings(**store, {});
    if (!settings) return {found("settings", settings.error())};
    const auto& gateway = settings->platform.gateway;
    std::vector<Finding> out{look_at_version(**store, *settings), look_at_files(gateway.connections_max),
                             look_at_origins("CORS", gateway.cors_origins)};
    if (o.tls.certificate_chain.empty() && !gateway.tls_certificate.empty())
        out.push_back(look_at_certificate(gateway.tls_certificate));
    for (const auto& [service, upstream] : gateway.upstreams)
        for (const auto& url : upstream.urls) out.push_back(look_at_replica(service, url));
    for (const auto& [name, provider] : gateway.openid_providers) out.push_back(look_at_provider(name, provider));
    const auto& freqtrade = settings->platform.freqtrade;
    if (!freqtrade.enabled) return out;
    out.push_back(look_at_port(o, "freqtrade", freqtrade.port, is_running));
    out.push_back(look_at_origins("freqtrade CORS", freqtrade.cors_origins));
    return out;
}

std::uint16_t port_in(const std::string& address) {
    std::uint16_t port = 0;
    const auto colon = address.rfind(':');
    if (colon != std::string::npos) std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
    return port;
}

Listening ask_where(const std::string& state) {
    const auto answer = ask_process({.state = state, .path = "/api/v1/gateway/addresses"});
    if (!answer) return {};
    return {.is_running = true,
            .page = port_in(text_of(answer->tree, "page")),
            .gateway = port_in(text_of(answer->tree, "gateway"))};
}

std::vector<Finding> look(const Options& o, const Session& session) {
    const fs::path state = o.state;
    const Listening running = ask_where(o.state);
    std::vector<Finding> findings{look_at_folder(state),
                                  look_at_space(state),
                                  look_at_sync(state),
                                  look_at_clock(net::wall_time()),
                                  look_at_zones(),
                                  look_at_key(state),
                                  look_at_store(state / "identity.db"),
                                  look_at_store(state / "argosy.db"),
                                  look_at_journal(state),
                                  look_at_data(data::data_dir(session.data_dir)),
                                  look_at_own_port(o, "page", o.page_port, running.page, 9100),
                                  look_at_own_port(o, "gateway", o.gateway_port, running.gateway, 9000),
                                  look_at_tls(o)};
    std::ranges::move(look_at_settings(state / "argosy.db", o, running.is_running), std::back_inserter(findings));
    return findings;
}

void print_findings(const std::vector<Finding>& findings) {
    std::vector<std::vector<std::string>> rows;
    for (const Finding& f : findings)
        rows.push_back({std::string(to_string(f.verdict)), f.what, f.detail + (f.next.empty() ? "" : "; " + f.next)});
    print_line(format_table({"", "what", "found"}, rows));
}

void print_findings_json(const std::vector<Finding>& findings) {
    JsonWriter w;
    w.begin_object().key("findings").begin_array();
    for (const Finding& f : findings) {
        w.begin_object().field("what", f.what).field("verdict", to_string(f.verdict));
        w.field("detail", f.detail).field("next", f.next).end_object();
    }
    print_json(w.end_array().end_object());
}

Result<Exit> doctor_command(const Options& o, const Session& session) {
    const auto findings = look(o, session);
    if (session.json)
        print_findings_json(findings);
    else
        print_findings(findings);
    const auto bad = std::ranges::count(findings, Verdict::bad, &Finding::verdict);
    if (bad == 0) return Exit::ok;
    return fail(Errc::unavailable, fmt::format("{} of {} checks failed", bad, findings.size()),
                "the table above says what to do about each");
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
    const auto o = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "doctor", "Check disk, clock, folders, keys, stores, journal, settings, data, ports and certificates");
    command->add_option("--state", o->state, "Folder of the state [argosy-state]");
    command->add_option("--address", o->address, "Address that argosy up will listen on [127.0.0.1]");
    command->add_option("--port", o->page_port, "Port of the page [that of the running process, or 9100]");
    command->add_option("--gateway-port", o->gateway_port, "Port of the API [that of the running process, or 9000]");
    command->add_option("--tls-cert", o->tls.certificate_chain, "PEM file of the certificate and its chain");
    command->add_option("--tls-key", o->tls.private_key, "PEM file of its key");
    command->footer("example: argosy doctor --json");
    on_command(*command, session, [o, &session] { return doctor_command(*o, session); });
}

}  // namespace argosy::app
