// toml++, which parses TOML, with two of its assumptions taken back. Version 3.3 tells them to the
// compiler for certain, and a hostile file makes them wrong; our fuzz target "config" finds both.
#pragma once

#include <toml++/impl/preprocessor.h>

// That every character up to U+FEFF is in a block that its table of blanks tells about: U+FCE6 and
// its neighbours are in none, and are no blanks.
#pragma push_macro("TOML_UNREACHABLE")
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE return {}
#include <toml++/impl/unicode.h>
#pragma pop_macro("TOML_UNREACHABLE")

// That a key begins after "[[". What follows in its parser refuses anything else.
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expression) static_assert(true)

#include <toml++/toml.h>
