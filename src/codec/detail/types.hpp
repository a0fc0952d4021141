#pragma once

#include "codec/detail/fields.hpp"

/// Every type that has a wire form; json.cpp and bytes.cpp instantiate their functions for each.
#define ARGOSY_CODEC_VARIANTS(X) X(MarketEvent) X(VenueEvent) X(VenueCommand) X(Command)
#define ARGOSY_CODEC_STRUCTS(X) \
    X(Bar)                      \
    X(BarClosed)                \
    X(Trade)                    \
    X(Quote)                    \
    X(BookUpdate)               \
    X(Funding) X(MarkPrice) X(OrderRequest) X(Order) X(Fill) X(Signal) X(Ballot) X(Alert) X(RoundTrip) X(Instrument)
