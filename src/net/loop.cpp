#include "net/loop.hpp"

#include "base/assert.hpp"
#include "net/detail/asio.hpp"

namespace argosy::net {

using SteadyClock = std::chrono::steady_clock;

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() { impl_->is_closing = true; }

void Loop::run() {
    const auto work = asio::make_work_guard(impl_->context);
    impl_->context.restart();
    impl_->context.run();
}

void Loop::run_for(Duration length) {
    const auto work = asio::make_work_guard(impl_->context);
    impl_->context.restart();
    impl_->context.run_for(length);
}

void Loop::stop() noexcept { impl_->context.stop(); }

void Loop::post(Task task) {
    if (!impl_->is_closing) asio::post(impl_->context, std::move(task));
}

struct Timer::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(asio::io_context& context) : timer(context) {}

    void arm(SteadyClock::time_point at) {
        timer.expires_at(at);
        // The round tells a call that was already queued when the timer was set anew or cancelled.
        timer.async_wait([self = shared_from_this(), mine = round](const error_code& ec) {
            if (!ec && mine == self->round) self->fire();
        });
    }

    void fire() {
        const auto mine = round;
        // The task may cancel, set anew or destroy its own timer.
        Task running = std::move(task);
        if (interval == Duration{}) {
            ++round;
            return running();
        }
        running();
        if (mine != round) return;
        task = std::move(running);
        const auto next = timer.expiry() + interval;
        const auto now = SteadyClock::now();
        arm(next > now ? next : next + (now - next) / interval * interval + interval);
    }

    void set(Duration delay, Duration repeat, Task what) {
        ++round;
        task = std::move(what);
        interval = repeat;
        arm(SteadyClock::now() + delay);
    }

    void cancel() noexcept {
        ++round;
        task = nullptr;
        timer.cancel();
    }

    detail::SteadyTimer timer;
    Task task;
    Duration interval{};
    std::uint64_t round = 0;
};

Timer::Timer(Loop& loop) : impl_(std::make_shared<Impl>(loop.impl().context)) {}
Timer::~Timer() {
    if (impl_) impl_->cancel();
}
Timer::Timer(Timer&&) noexcept = default;
Timer& Timer::operator=(Timer&& other) noexcept {
    if (impl_ && impl_ != other.impl_) impl_->cancel();
    impl_ = std::move(other.impl_);
    return *this;
}

void Timer::after(Duration delay, Task task) { impl_->set(delay, Duration{}, std::move(task)); }

void Timer::every(Duration interval, Task task) {
    ARGOSY_ASSERT(interval > Duration{}, "a timer that would fire without end");
    impl_->set(interval, interval, std::move(task));
}

void Timer::cancel() noexcept { impl_->cancel(); }

struct Signals::Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::io_context& context, Handler call) : set(context), handler(std::move(call)) {}

    void wait() {
        set.async_wait([self = shared_from_this()](const error_code& ec, int number) {
            if (ec || !self->is_wanted) return;
            self->handler(number);
            self->wait();
        });
    }

    asio::signal_set set;
    Handler handler;
    bool is_wanted = true;
};

Signals::Signals(Loop& loop, std::initializer_list<int> numbers, Handler handler)
    : impl_(std::make_shared<Impl>(loop.impl().context, std::move(handler))) {
    for (const int number : numbers) impl_->set.add(number);
    impl_->wait();
}

Signals::~Signals() {
    impl_->is_wanted = false;
    error_code ignored;
    impl_->set.cancel(ignored);
}

Time wall_time() noexcept { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

Duration steady_time() noexcept { return SteadyClock::now().time_since_epoch(); }

}  // namespace argosy::net
