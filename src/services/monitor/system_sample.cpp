#include "services/monitor/system_sample.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/describe.hpp"

namespace argosy::services::monitor {
namespace {

std::string text_of(const char* file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" \n"), text.size());
        if (end > 0) out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

template <class T>
T number(std::string_view word) {
    T value{};
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

std::uint64_t count_open_files() {
    std::error_code ec;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator it("/proc/self/fd", ec), end; !ec && it != end; it.increment(ec)) ++count;
    return count;
}

void read_disk(SystemSample& s, const std::filesystem::path& folder) {
    std::error_code ec;
    const auto space = std::filesystem::space(folder, ec);
    if (ec || space.capacity == 0) return;
    s.disk_total_bytes = space.capacity;
    s.disk_free_bytes = space.available;
    s.disk_free = static_cast<double>(space.available) / static_cast<double>(space.capacity);
}

void read_journal(SystemSample& s, const std::filesystem::path& folder) {
    std::error_code ec;
    for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
        const auto size = it->file_size(ec);
        if (std::exchange(ec, {})) continue;  // removed meanwhile
        s.journal_bytes += size;
        ++s.journal_files;
    }
}

}  // namespace

void describe(Described<SystemSample>& d) {
    using T = SystemSample;
    d.name("system_metrics").field("time", &T::time);
    d.field("cpu_seconds", &T::cpu_seconds, {.unit = "s"});
    d.field("cpu_percent", &T::cpu_percent, {.unit = "%", .doc = "Since the sample before; 100 is one core."});
    d.field("rss_bytes", &T::rss_bytes, {.unit = "bytes"}).field("open_files", &T::open_files);
    d.field("threads", &T::threads).field("load_1m", &T::load_1m).field("load_5m", &T::load_5m);
    d.field("load_15m", &T::load_15m).field("disk_total_bytes", &T::disk_total_bytes, {.unit = "bytes"});
    d.field("disk_free_bytes", &T::disk_free_bytes, {.unit = "bytes"});
    d.field("disk_free", &T::disk_free, {.doc = "As a fraction."});
    d.field("journal_bytes", &T::journal_bytes,
            {.unit = "bytes", .doc = "Of its files; the newest is reserved before it is written."});
    d.field("journal_files", &T::journal_files);
}

Result<ProcessStat> parse_stat(std::string_view line, double ticks_per_second, std::uint64_t page_bytes) {
    // The name stands in brackets as field 2; from there on fields are counted (proc(5)).
    const auto name_end = line.rfind(')');
    const auto fields = name_end == line.npos ? std::vector<std::string_view>{} : words(line.substr(name_end + 1));
    constexpr std::size_t utime = 14 - 3, stime = 15 - 3, threads = 20 - 3, rss = 24 - 3;
    if (fields.size() <= rss) return fail(Errc::parse, "/proc/self/stat has another form than expected");
    return ProcessStat{
        .cpu_seconds = (number<double>(fields[utime]) + number<double>(fields[stime])) / ticks_per_second,
        .threads = number<std::uint64_t>(fields[threads]),
        .rss_bytes = number<std::uint64_t>(fields[rss]) * page_bytes};
}

SystemSample read_system(const std::filesystem::path& data_folder, Time now) {
    SystemSample s{.time = now};
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    if (const auto stat = parse_stat(text_of("/proc/self/stat"), ticks, static_cast<std::uint64_t>(getpagesize()))) {
        s.cpu_seconds = stat->cpu_seconds;
        s.threads = stat->threads;
        s.rss_bytes = stat->rss_bytes;
    }
    s.open_files = count_open_files();
    const std::string text = text_of("/proc/loadavg");
    if (const auto load = words(text); load.size() >= 3) {
        s.load_1m = number<double>(load[0]);
        s.load_5m = number<double>(load[1]);
        s.load_15m = number<double>(load[2]);
    }
    read_disk(s, data_folder);
    read_journal(s, data_folder / "journal");
    return s;
}

void compare(SystemSample& now, const SystemSample& before) noexcept {
    const double seconds = std::chrono::duration<double>(now.time - before.time).count();
    if (before.time != Time{} && seconds > 0) now.cpu_percent = (now.cpu_seconds - before.cpu_seconds) / seconds * 100;
}

}  // namespace argosy::services::monitor
