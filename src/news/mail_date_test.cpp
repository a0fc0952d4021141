#include "news/mail_date.hpp"

#include <gtest/gtest.h>

namespace argosy::news {
namespace {

std::string read(std::string_view text) {
    const auto time = parse_mail_date(text);
    return time ? to_iso8601(*time) : "refused";
}

TEST(MailDate, has_many_forms) {
    EXPECT_EQ(read("Wed, 02 Oct 2002 13:00:00 GMT"), "2002-10-02T13:00:00Z");
    EXPECT_EQ(read("Wed, 02 Oct 2002 15:00:00 +0200"), "2002-10-02T13:00:00Z");
    EXPECT_EQ(read("2 Oct 02 08:00 EST"), "2002-10-02T13:00:00Z");
    EXPECT_EQ(read(" Wed,2 Oct 2002\n 06:00:00 PDT "), "2002-10-02T13:00:00Z");
    EXPECT_EQ(read("01 Jan 99 00:00 -0030"), "1999-01-01T00:30:00Z");
    EXPECT_EQ(read("Sat, 31 Dec 2016 23:59:60 UT"), "2017-01-01T00:00:00Z");
}

TEST(MailDate, is_refused_when_it_is_none) {
    for (const auto* text : {"", "yesterday", "Wed, 30 Feb 2002 13:00:00 GMT", "Wed, 02 Oct 2002 24:00:00 GMT",
                             "Wed, 02 Oct 2002 13:00:00", "Wed, 02 Okt 2002 13:00:00 GMT", "02 Oct 202 13:00 GMT",
                             "02 Oct 2002 13-00 GMT", "02 Oct 2002 13:00 +2", "02 Oct 2002 13:00 +1500",
                             "02 Oct 2002 -1:00 GMT", "2 Oct 2002 13:00 GMT extra", "2002-10-02T13:00:00Z"})
        EXPECT_EQ(read(text), "refused") << text;
}

}  // namespace
}  // namespace argosy::news
