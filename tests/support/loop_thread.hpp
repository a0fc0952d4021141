#pragma once

#include <future>
#include <thread>

#include "net/loop.hpp"

namespace argosy::test {

/// A Loop that runs on its own thread, so that a test may talk to it with blocking sockets.
class LoopThread {
public:
    LoopThread() : thread_([this] { loop_.run(); }) {}
    ~LoopThread() { stop(); }

    [[nodiscard]] net::Loop& loop() { return loop_; }

    /// Runs it on the loop's thread and returns its result.
    template <class F>
    auto call(F f) {
        std::packaged_task<std::invoke_result_t<F>()> task(std::move(f));
        auto result = task.get_future();
        loop_.post([&task] { task(); });
        return result.get();
    }

    /// After this nothing runs; what was made on the loop may be destroyed by the test's thread.
    void stop() {
        if (!thread_.joinable()) return;
        loop_.post([this] { loop_.stop(); });
        thread_.join();
    }

private:
    net::Loop loop_;
    std::thread thread_;
};

}  // namespace argosy::test
