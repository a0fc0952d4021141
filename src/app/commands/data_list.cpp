#include "app/commands/series_arguments.hpp"
#include "data/catalogue.hpp"

namespace argosy::app {
namespace {

void print_text(const data::Catalogue& catalogue) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& s : catalogue.list())
        rows.push_back({s.key.symbol, s.key.venue, std::string(data::to_string(s.key.kind)),
                        data::is_bars(s.key.kind) ? to_string(s.key.interval) : "", format_count(s.rows),
                        s.rows == 0 ? "" : to_iso8601(s.first_time), s.rows == 0 ? "" : to_iso8601(s.last_time),
                        format_count(s.bytes), s.checksum.substr(0, 12)});
    if (rows.empty())
        print_line("nothing is stored in " + catalogue.dir().string() +
                   "; import something: argosy data import --help");
    else
        print_line(
            format_table({"symbol", "venue", "kind", "interval", "rows", "first", "last", "bytes", "checksum"}, rows));
}

void print_document(const data::Catalogue& catalogue) {
    JsonWriter json(JsonWriter::Layout::pretty);
    json.begin_object().field("data_dir", catalogue.dir().string()).key("series").begin_array();
    for (const auto& s : catalogue.list()) {
        json.begin_object();
        write_key(json, s.key);
        json.field("rows", s.rows).field("first_time", to_iso8601(s.first_time));
        json.field("last_time", to_iso8601(s.last_time)).field("encoding", data::to_string(s.encoding));
        json.field("bytes", s.bytes).field("checksum", s.checksum).field("path", s.path.string()).end_object();
    }
    json.end_array().key("problems").begin_array();
    for (const auto& p : catalogue.problems())
        json.begin_object().field("path", p.path.string()).field("error", p.message).field("next", p.hint).end_object();
    json.end_array().end_object();
    print_json(json);
}

}  // namespace

Result<Exit> run_data_list(const Session& session) {
    auto catalogue = data::Catalogue::open(data::data_dir(session.data_dir));
    if (!catalogue) return std::unexpected(std::move(catalogue).error());
    if (session.json)
        print_document(*catalogue);
    else
        print_text(*catalogue);
    for (const auto& p : catalogue->problems()) print_error(Error(Errc::corrupt, p.message).hint(p.hint));
    return catalogue->problems().empty() ? Exit::ok : Exit::failed;
}

}  // namespace argosy::app
