#pragma once

namespace argosy::app {

/// Gives back to the kernel what only the start needed: freed memory, and the pages of code and constants of this
/// program and its libraries. What is needed again comes back from the page cache by itself, 64 kB at a time.
///
/// A start touches nearly every page of code once (it makes every route of every service), a running platform a small
/// part of them.
void give_back_start_memory() noexcept;

}  // namespace argosy::app
