#pragma once

#include <vector>

#include "domain/instrument.hpp"
#include "news/matcher.hpp"

namespace argosy::services::news {

/// By what words the instruments are known where nobody says: the code of the base currency in capitals, the name of
/// the coin where it is well known, and the pair as feeds write it ("BTCUSD", "BTCUSDT").
[[nodiscard]] std::vector<argosy::news::InstrumentWords> default_words(const domain::InstrumentTable& instruments);

}  // namespace argosy::services::news
