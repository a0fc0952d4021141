#pragma once

#include <cstdlib>
#include <memory>

#include "support/bench.hpp"
#include "support/stopwatch.hpp"
#ifdef ARGOSY_HAS_NATS
#include <nats/nats.h>
#endif

namespace argosy::bench {

/// The peer of row 8: two connections to the NATS server at $BENCH_NATS (bench/bus.sh starts one), by NATS' C client.
class Nats {
public:
    /// Nothing without a server, or without the client library when this was built.
    static std::unique_ptr<Nats> connect();
    /// The median of the times from a publish of 200 bytes to its receipt at the other connection.
    double one_way_ns();

#ifdef ARGOSY_HAS_NATS
    ~Nats() {
        natsSubscription_Destroy(subscription_);
        natsConnection_Destroy(to_);
        natsConnection_Destroy(from_);
    }

private:
    natsConnection *from_ = nullptr, *to_ = nullptr;
    natsSubscription* subscription_ = nullptr;
#endif
};

#ifdef ARGOSY_HAS_NATS

inline std::unique_ptr<Nats> Nats::connect() {
    const char* url = std::getenv("BENCH_NATS");
    natsOptions* options = nullptr;
    if (url == nullptr || natsOptions_Create(&options) != NATS_OK) return nullptr;
    auto nats = std::make_unique<Nats>();
    const bool is_ready = natsOptions_SetURL(options, url) == NATS_OK &&
                          natsOptions_SetSendAsap(options, true) == NATS_OK &&
                          natsConnection_Connect(&nats->from_, options) == NATS_OK &&
                          natsConnection_Connect(&nats->to_, options) == NATS_OK &&
                          natsConnection_SubscribeSync(&nats->subscription_, nats->to_, "bench") == NATS_OK &&
                          natsConnection_Flush(nats->to_) == NATS_OK;
    natsOptions_Destroy(options);
    return is_ready ? std::move(nats) : nullptr;
}

inline double Nats::one_way_ns() {
    const std::string payload(200, 'x');
    std::vector<double> samples;
    const Patience patience(std::chrono::seconds(2));
    for (int i = 0; i < 2000 && (i < 100 || !patience.is_over()); ++i) {
        natsMsg* message = nullptr;
        const Stamp before;
        const bool is_there = natsConnection_Publish(from_, "bench", payload.data(), 200) == NATS_OK &&
                              natsSubscription_NextMsg(&message, subscription_, 2000) == NATS_OK;
        const double took = Stamp() - before;
        natsMsg_Destroy(message);
        if (is_there) samples.push_back(took);
    }
    return samples.empty() ? 0 : median(std::move(samples));
}

#else

inline std::unique_ptr<Nats> Nats::connect() { return nullptr; }
inline double Nats::one_way_ns() { return 0; }

#endif

}  // namespace argosy::bench
