#include "app/neighbours.hpp"

#include <csignal>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/output.hpp"

namespace argosy::app {
namespace {

/// Nothing between fork and exec but calls that are safe there: other threads may hold any lock.
pid_t start(const std::string& name, const std::string& layout) {
    const pid_t us = ::getpid();
    const char* const arguments[] = {"argosy", "serve", name.c_str(), "--layout", layout.c_str(), nullptr};
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != us) ::_exit(1);  // we were killed before that
    ::close_range(3, ~0U, 0);           // nobody but us holds our journal and our ports
    ::execv("/proc/self/exe", const_cast<char* const*>(arguments));
    ::_exit(127);
}

std::string end_of(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was killed by signal {}", WTERMSIG(status));
    return fmt::format("ended with code {}", WEXITSTATUS(status));
}

}  // namespace

Neighbours::Neighbours(net::Loop& loop, const std::vector<std::string>& names, const std::string& layout)
    : timer_(loop) {
    for (const auto& name : names) processes_.push_back({name, start(name, layout)});
    timer_.every(1s, [this] { look(); });
}

Neighbours::~Neighbours() {
    for (const auto& p : processes_)
        if (p.pid > 0) ::kill(p.pid, SIGTERM);
    for (const auto& p : processes_)
        if (p.pid > 0) ::waitpid(p.pid, nullptr, 0);
}

void Neighbours::look() {
    for (auto& p : processes_) {
        int status = 0;
        if (p.pid <= 0 || ::waitpid(p.pid, &status, WNOHANG) != p.pid) continue;
        p.pid = 0;
        print_warning(fmt::format("process {} of the layout {}", p.name, end_of(status)));
    }
}

}  // namespace argosy::app
