#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "net/loop.hpp"

namespace argosy::app {

/// The other processes of a layout on this machine, started as `argosy serve NAME`: they end with this one.
///
/// One that ends before is told as a warning; whoever started us decides what follows.
class Neighbours {
public:
    Neighbours(net::Loop& loop, const std::vector<std::string>& names, const std::string& layout);
    ~Neighbours();  ///< asks them to end, and waits
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;

private:
    struct Process {
        std::string name;
        pid_t pid = 0;  ///< zero: it has ended
    };
    void look();

    std::vector<Process> processes_;
    net::Timer timer_;
};

}  // namespace argosy::app
