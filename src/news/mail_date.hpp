#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::news {

/// The date of an RSS item: "Wed, 02 Oct 2002 13:00:00 +0200"; weekday and seconds may be absent, zones are numbers,
/// UT, GMT, Z or those of North America; years of two digits are 1950 to 2049.
///
/// Errors:  parse, for another shape or a day that does not exist. The weekday is not checked.
/// Source:  RFC 822 section 5 and RFC 2822 section 4.3, which RSS 2.0 names.
[[nodiscard]] Result<Time> parse_mail_date(std::string_view text);

}  // namespace argosy::news
