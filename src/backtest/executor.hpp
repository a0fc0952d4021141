#pragma once

#include <cstddef>
#include <functional>

namespace argosy::backtest {

/// Does task(0) ... task(count - 1) and returns when all are done; the tasks do not depend on each other, so it may use
/// several threads. The pure libraries start none themselves.
using Executor = std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;
/// One after the other.
void run_in_turn(std::size_t count, const std::function<void(std::size_t)>& task);

}  // namespace argosy::backtest
