#include "services/notification/service.hpp"

#include "services/notification/routes.hpp"

namespace argosy::services::notification {
namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts), changes_(parts_.writer, parts_.loop), book_(parts_, changes_), desk_(parts_, book_) {}

    Result<> start() override {
        ARGOSY_TRY(book_.load(), "notification");
        ARGOSY_TRY(desk_.start(), "notification");
        add_routes(parts_, book_, desk_);
        return {};
    }
    void stop() noexcept override { desk_.stop(); }

    [[nodiscard]] host::Health health() const override {
        if (!desk_.silence().empty()) return {host::Condition::degraded, desk_.silence()};
        for (const auto& [name, entry] : book_.channels())
            if (!entry.problem.empty()) return {host::Condition::degraded, "channel " + name + ": " + entry.problem};
        return {};
    }

private:
    const Parts parts_;
    audit::Changes changes_;
    Book book_;
    Desk desk_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "notification", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::notification
