#include "base/error.hpp"

#include <utility>

namespace argosy {

struct Error::Rep {
    Errc code;
    std::string message;
    std::string hint;
    std::source_location where;
};

Error::Error(Errc code, std::string message, std::source_location where)
    : rep_(std::make_unique<Rep>(Rep{code, std::move(message), {}, where})) {}
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Errc Error::code() const noexcept { return rep_->code; }
std::string_view Error::message() const noexcept { return rep_->message; }
std::string_view Error::hint() const noexcept { return rep_->hint; }

Error&& Error::with(std::string_view doing) && {
    if (!doing.empty()) rep_->message.insert(0, ": ").insert(0, doing);
    return std::move(*this);
}

Error&& Error::hint(std::string_view next_step) && {
    if (rep_->hint.empty()) rep_->hint = next_step;
    return std::move(*this);
}

std::string Error::describe() const {
    std::string_view file = rep_->where.file_name();
    if (const auto slash = file.rfind('/'); slash != file.npos) file.remove_prefix(slash + 1);
    std::string out(rep_->message);
    out.append(" [").append(to_string(rep_->code)).append("] (").append(file).append(":");
    return out.append(std::to_string(rep_->where.line())).append(")");
}

std::string_view to_string(Errc e) noexcept {
    switch (e) {
        case Errc::invalid_argument: return "invalid_argument";
        case Errc::not_found: return "not_found";
        case Errc::parse: return "parse";
        case Errc::timeout: return "timeout";
        case Errc::rate_limited: return "rate_limited";
        case Errc::rejected: return "rejected";
        case Errc::outcome_unknown: return "outcome_unknown";
        case Errc::unavailable: return "unavailable";
        case Errc::unauthorized: return "unauthorized";
        case Errc::corrupt: return "corrupt";
        case Errc::internal: return "internal";
    }
    std::unreachable();
}

}  // namespace argosy
