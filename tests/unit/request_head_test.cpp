#include "collector/http/request_head.h"

#include <string>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

const std::string first_line = "GET /lines HTTP/1.1\r\n";

TEST_CASE("only the first line and the host are looked at", "[request_head]") {
    CHECK(
        essential_head(
            first_line + "Range: bytes=0-,0-\r\nhOST: a:1\r\nTransfer-Encoding: chunked\r\n"
                         "Content-Type: multipart/form-data; boundary=a\r\n\r\n") ==
        first_line + "hOST: a:1\r\n\r\n");
    CHECK(essential_head(first_line + "\r\n") == first_line + "\r\n");
}

TEST_CASE("nothing hides in the host's line or behind the head", "[request_head]") {
    for (const char *rest :
         {"Host: a\nRange: bytes=0-\r\n\r\n", "Host : a\r\n\r\n", " Host: a\r\n\r\n",
          "Accept: a\r\n Host: a\r\n\r\n", "Hosts: a\r\n\r\n", "\r\nRange: bytes=0-\r\n"}) {
        CHECK(essential_head(first_line + rest) == first_line + "\r\n");
    }
}

TEST_CASE("two hosts stay two", "[request_head]") {
    const std::string head = first_line + "Host: a\r\nHost: b\r\n\r\n";
    CHECK(essential_head(head) == head);
}

TEST_CASE("a longer address than there is room for is not looked at", "[request_head]") {
    const std::string rest = " HTTP/1.1\r\n\r\n";
    const std::string longest = "GET /" + std::string(max_head_bytes - 5 - rest.size(), 'a') + rest;
    CHECK(essential_head(longest) == longest);
    CHECK(essential_head("GET /a" + longest.substr(5)).empty());
}

} // namespace
