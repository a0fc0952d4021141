#pragma once

// What the tests of this library share: a folder that disappears, records that are known by their number, faulty disks.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "journal/detail/disk.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"

namespace argosy::journal::testing {

class Folder {
public:
    /// in_memory: for tests that rewrite files thousands of times, which a disk would make slow.
    explicit Folder(std::string_view name, bool in_memory = false)
        : path_(std::filesystem::path(in_memory && std::filesystem::exists("/dev/shm") ? "/dev/shm"
                                                                                       : ::testing::TempDir()) /
                ("argosy_journal_" + std::string(name) + "_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The payload of record n: its length and every byte depend on n, and no byte is zero.
inline std::string payload_of(std::uint64_t n) {
    std::string s;
    for (std::uint64_t i = 0; i < 5 + n * 7 % 90; ++i) s += static_cast<char>(1 + (n * 31 + i * 17) % 255);
    return s;
}
inline std::span<const std::byte> bytes_of(std::string_view s) { return std::as_bytes(std::span(s)); }
inline constexpr std::uint16_t own_type = 1007;
inline Time time_of(std::uint64_t n) { return time_from_ns(1'700'000'000'000'000'000 + static_cast<std::int64_t>(n)); }

inline Result<std::uint64_t> append_next(Writer& w) {
    const std::uint64_t n = w.last_sequence() + 1;
    return w.append(own_type, time_of(n), bytes_of(payload_of(n)));
}

struct Replay {
    std::uint64_t records = 0;  ///< good ones; each was checked against its number
    End end;
    std::string error;  ///< empty: the end was reached
    Errc code = Errc::internal;
};

/// Reads everything from record `from` and holds every record against payload_of.
inline Replay replay(const std::filesystem::path& path, std::uint64_t from = 1) {
    Replay out;
    auto reader = Reader::open(path, from);
    const auto refused = [&](const Error& e) { out.error = e.message(), out.code = e.code(); };
    if (!reader) return refused(reader.error()), out;
    for (Record r;;) {
        const auto found = reader->next(r);
        if (!found) return refused(found.error()), out;
        if (!*found) break;
        const std::uint64_t n = from + out.records++;
        const std::string expected = payload_of(n);
        const std::string_view payload(reinterpret_cast<const char*>(r.payload.data()), r.payload.size());
        EXPECT_EQ(r.sequence, n);
        EXPECT_EQ(r.time, time_of(n));
        EXPECT_EQ(r.type, own_type);
        EXPECT_EQ(payload, expected);
    }
    out.end = reader->end();
    return out;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A disk that fails when told: counts down to the failing call.
struct Faults {
    int syncs_left = -1, writes_left = -1, reserves_left = -1;  ///< that still work; -1: all
    int error = 5;                                              ///< EIO
    Duration sync_time{};
    std::uint64_t half_write = 0;  ///< the failing write leaves so many bytes
    int syncs_after_failure = 0;
    bool sync_failed = false;
};

class FaultyDisk final : public detail::Disk {
public:
    explicit FaultyDisk(std::shared_ptr<Faults> faults) : faults_(std::move(faults)) {}
    Result<std::unique_ptr<detail::File>> open(const std::filesystem::path& path, bool create) override {
        auto file = real_->open(path, create);
        if (!file) return file;
        return std::make_unique<FaultyFile>(std::move(*file), path, faults_);
    }
    Result<> publish(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return real_->publish(from, to);
    }

private:
    class FaultyFile final : public detail::File {
    public:
        FaultyFile(std::unique_ptr<detail::File> real, std::filesystem::path path, std::shared_ptr<Faults> faults)
            : real_(std::move(real)), path_(std::move(path)), faults_(std::move(faults)) {}
        Result<> reserve(std::uint64_t size) override {
            if (is_due(faults_->reserves_left)) return detail::disk_error("reserving room in", path_, faults_->error);
            return real_->reserve(size);
        }
        Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
            if (!is_due(faults_->writes_left)) return real_->write(offset, bytes);
            const auto half = bytes.first(std::min<std::size_t>(bytes.size(), faults_->half_write));
            if (!half.empty()) EXPECT_TRUE(real_->write(offset, half));
            return detail::disk_error("writing", path_, faults_->error);
        }
        Result<> sync() override {
            if (faults_->sync_failed) ++faults_->syncs_after_failure;
            if (faults_->sync_time > Duration{}) ::usleep(static_cast<unsigned>(faults_->sync_time / 1us));
            if (!is_due(faults_->syncs_left)) return real_->sync();
            faults_->sync_failed = true;
            return detail::disk_error("syncing", path_, faults_->error);
        }
        Result<> truncate(std::uint64_t size) override { return real_->truncate(size); }

    private:
        static bool is_due(int& left) { return left >= 0 && left-- == 0; }
        std::unique_ptr<detail::File> real_;
        std::filesystem::path path_;
        std::shared_ptr<Faults> faults_;
    };
    std::unique_ptr<detail::Disk> real_ = detail::real_disk();
    std::shared_ptr<Faults> faults_;
};

}  // namespace argosy::journal::testing
