#include "app/workers.hpp"

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace argosy::app {
namespace {

volatile std::sig_atomic_t raised = 0;

extern "C" void note_signal(int number) {
    raised = 1;
    std::signal(number, SIG_DFL);
}

}  // namespace

backtest::Executor make_executor(unsigned threads) {
    if (threads <= 1) return backtest::run_in_turn;
    return [threads](std::size_t count, const std::function<void(std::size_t)>& task) {
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            for (std::size_t i; (i = next.fetch_add(1)) < count;) task(i);
        };
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < std::min<std::size_t>(threads, count); ++t) others.emplace_back(work);
        work();
    };
}

unsigned default_threads() noexcept { return std::max(1U, std::thread::hardware_concurrency()); }

std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0;
    if (!(statm >> size >> resident)) return 0;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

StopSignal::StopSignal() {
    raised = 0;
    std::signal(SIGINT, note_signal);
    std::signal(SIGTERM, note_signal);
}
StopSignal::~StopSignal() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}
bool StopSignal::is_raised() const noexcept { return raised != 0; }

}  // namespace argosy::app
