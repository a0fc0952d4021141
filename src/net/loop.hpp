#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "base/time.hpp"

/// The event loop, its timers and signals.
///
/// Thread safety: everything in net belongs to the thread that runs its Loop, except Loop::post and
///                Loop::stop, which any thread may call. Work for another thread is handed over with
///                std::thread (or a pool) and comes back through post().
/// Requires:      the Loop outlives everything that was made with it (servers, clients, timers, peers).
/// Known limits:  one thread per Loop. Several threads: several Loops, each with its own HttpServer
///                that listens with ServerOptions::reuse_port.
namespace argosy::net {

using Task = std::move_only_function<void()>;

/// Waits for sockets, timers and posted tasks, and calls back.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until stop(). May be called again afterwards.
    void run();
    /// Runs for this long, or until stop().
    void run_for(Duration length);
    /// Makes run() return after the callback that is running. Any thread.
    void stop() noexcept;
    /// Calls the task soon, on the loop's thread, in the order in which one thread posts. Any thread.
    void post(Task task);

    struct Impl;
    [[nodiscard]] Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

/// Calls back once or regularly, until it is cancelled or destroyed.
class Timer {
public:
    explicit Timer(Loop& loop);
    ~Timer();
    Timer(Timer&&) noexcept;
    Timer& operator=(Timer&&) noexcept;

    /// Once, after this long. Replaces what was set before.
    void after(Duration delay, Task task);
    /// Every interval, the first time after one interval. A late call does not shift the following
    /// ones; calls that were missed altogether are skipped.  Requires: interval > 0.
    void every(Duration interval, Task task);
    /// No call follows, not even one that was already due.
    void cancel() noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// Calls back for the signals of the process (SIGTERM, SIGHUP ...) on the loop's thread.
class Signals {
public:
    using Handler = std::move_only_function<void(int number)>;
    Signals(Loop& loop, std::initializer_list<int> numbers, Handler handler);
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// The wall clock, UTC.
[[nodiscard]] Time wall_time() noexcept;
/// A clock for measuring: never set back, its zero means nothing.
[[nodiscard]] Duration steady_time() noexcept;

}  // namespace argosy::net
