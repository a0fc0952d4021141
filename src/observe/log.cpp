#include "observe/log.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <spdlog/async.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace argosy::observe {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    std::unreachable();
}

void replace_all(std::string& text, std::string_view what) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 3))
        text.replace(at, what.size(), "***");
}

}  // namespace

struct Log::Impl {
    explicit Impl(LogOptions o, spdlog::sink_ptr sink)
        : options(std::move(o)),
          pool(std::make_shared<spdlog::details::thread_pool>(options.queue_max, 1)),
          logger(std::make_shared<spdlog::async_logger>("argosy", std::move(sink), pool,
                                                        spdlog::async_overflow_policy::overrun_oldest)) {
        logger->set_pattern("%v");
        logger->set_level(spdlog::level::trace);
        logger->flush_on(spdlog::level::warn);
    }

    std::string masked(std::string line) {
        for (const auto& secret : secrets) replace_all(line, secret);
        return line;
    }

    void keep(LogLevel level, const std::string& line) {
        lines.push_back({level, line});
        if (lines.size() > options.tail_max) lines.pop_front();
    }

    const LogOptions options;
    std::atomic<LogLevel> lowest{options.level};
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
    std::mutex mutex;
    std::vector<std::string> secrets;  // guarded by mutex
    std::deque<Line> lines;            // guarded by mutex
};

Result<std::unique_ptr<Log>> Log::open(LogOptions options) {
    try {
        spdlog::sink_ptr sink;
        if (options.file.empty())
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file.string(), options.file_bytes_max,
                                                                          options.files_max);
        return std::unique_ptr<Log>(new Log(std::make_unique<Impl>(std::move(options), std::move(sink))));
    } catch (const std::exception& e) {
        return fail(Errc::unavailable, std::string("cannot write the log: ") + e.what());
    }
}

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::~Log() = default;

void Log::write(const LogEvent& event) {
    if (event.level < impl_->lowest.load(std::memory_order_relaxed)) return;
    std::string line = impl_->options.format == LogFormat::ecs ? to_ecs(event) : to_text(event);
    {
        const std::lock_guard lock(impl_->mutex);
        line = impl_->masked(std::move(line));
        impl_->keep(event.level, line);
    }
    impl_->logger->log(level_of(event.level), spdlog::string_view_t(line));
}

void Log::set_level(LogLevel level) noexcept { impl_->lowest.store(level, std::memory_order_relaxed); }

void Log::mask(std::string_view secret) {
    if (secret.size() < 4) return;
    const std::lock_guard lock(impl_->mutex);
    impl_->secrets.emplace_back(secret);
}

std::vector<Log::Line> Log::tail(std::size_t most, LogLevel level) const {
    const std::lock_guard lock(impl_->mutex);
    std::vector<Line> out;
    for (auto line = impl_->lines.rbegin(); line != impl_->lines.rend() && out.size() < most; ++line)
        if (line->level >= level) out.push_back(*line);
    std::reverse(out.begin(), out.end());
    return out;
}

std::uint64_t Log::lost() const noexcept { return impl_->pool->overrun_counter(); }

}  // namespace argosy::observe
