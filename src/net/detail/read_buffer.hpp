#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstring>
#include <string_view>
#include <vector>

namespace argosy::net::detail {

/// Bytes that came in and have not been understood yet; contiguous, grown by doubling, reused.
class ReadBuffer {
public:
    /// Room behind what is there: at least `wanted` bytes.
    [[nodiscard]] boost::asio::mutable_buffer prepare(std::size_t wanted) {
        if (begin_ == end_) begin_ = end_ = 0;
        if (memory_.size() - end_ < wanted) {
            if (end_ > begin_) std::memmove(memory_.data(), memory_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
            if (memory_.size() - end_ < wanted) memory_.resize(std::max(memory_.size() * 2, end_ + wanted));
        }
        return {memory_.data() + end_, memory_.size() - end_};
    }
    void commit(std::size_t n) noexcept { end_ += n; }
    /// Moves nothing: a read into prepare()'s room may be under way.
    void consume(std::size_t n) noexcept { begin_ += n; }
    /// Gives memory back that one large message needed. Requires: empty.
    void shrink(std::size_t to) {
        if (memory_.size() <= to) return;
        std::vector<char>(to).swap(memory_);
        begin_ = end_ = 0;
    }
    void append(std::string_view bytes) {
        if (bytes.empty()) return;
        std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
        commit(bytes.size());
    }

    [[nodiscard]] std::string_view view() const noexcept { return {memory_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] char* data() noexcept { return memory_.data() + begin_; }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] bool is_empty() const noexcept { return begin_ == end_; }

private:
    std::vector<char> memory_;
    std::size_t begin_ = 0, end_ = 0;
};

}  // namespace argosy::net::detail
