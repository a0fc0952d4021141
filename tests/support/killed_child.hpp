#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace argosy::testing {

/// Runs `write` in a child process, kills it with SIGKILL after a while, and returns the last number that it reported
/// as stored: eight bytes each into the pipe it is given. `write` never returns; it ends by _exit with a number that
/// says what did not work.
inline std::uint64_t last_stored_by_killed_child(const std::function<void(int pipe)>& write, useconds_t after) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write(ends[1]);
    }
    ::close(ends[1]);
    std::uint64_t last = 0, next = 0;
    EXPECT_EQ(::read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last)) << "the child could not write";
    ::usleep(after);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &next, sizeof next) == sizeof next) last = next;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    return last;
}

}  // namespace argosy::testing
