// toml++, which parses TOML, with two of its assumptions taken back. Version 3.3 tells them to the
// compiler for certain, and a hostile file makes them wrong.
#pragma once

// The order matters.
// clang-format off
#include <toml++/impl/forward_declarations.h>

// That its table of blanks covers every character up to U+FEFF. U+FD7F and its neighbours, which
// are no blanks, it does not.
#pragma push_macro("TOML_UNREACHABLE")
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE return {} // NOLINT(readability-identifier-naming)
#include <toml++/impl/unicode.h>
#pragma pop_macro("TOML_UNREACHABLE")

// That a key begins after "[[". What follows in its parser refuses anything else.
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expression) static_assert(true) // NOLINT(readability-identifier-naming)

#include <toml++/toml.h>
// clang-format on
